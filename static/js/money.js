// Under a box for money: the amount as it was understood, so that a slip of three noughts is seen at once.
import { figure, text } from "./text.js";

const UNITS = [
  [1e9, "unitBillion"],
  [1e6, "unitMillion"],
  [1e3, "unitThousand"],
];
const WORDS = { nghìn: 1e3, ngàn: 1e3, thousand: 1e3, triệu: 1e6, tr: 1e6, million: 1e6, tỷ: 1e9, tỉ: 1e9, billion: 1e9 };

function read(typed) {
  const english = document.documentElement.lang === "en";
  const words = typed.normalize("NFKC").trim().toLowerCase().replace(/\s*(đồng|vnđ|vnd|đ|₫)$/, "");
  const found = words.match(/^([\d.,\s]+?)\s*([^\d.,\s]+)?$/);
  if (!found || (found[2] && !WORDS[found[2]])) return null;
  const compact = found[1].replace(/\s/g, "");
  const [whole, part, extra] = compact.split(english ? "." : ",");
  const group = english ? "," : ".";
  const grouped = whole.split(group);
  const groupsRight = grouped.slice(1).every((digits) => digits.length === 3);
  if (extra !== undefined || !groupsRight || (part !== undefined && !/^\d+$/.test(part)) || !whole) return null;
  if (part !== undefined && !found[2]) return null;
  const amount = Number(`${grouped.join("")}.${part ?? 0}`) * (WORDS[found[2]] ?? 1);
  return Number.isFinite(amount) ? Math.round(amount) : null;
}

function spoken(amount) {
  let rest = amount;
  const parts = [];
  for (const [size, key] of UNITS) {
    if (rest >= size) {
      parts.push(`${figure(Math.floor(rest / size))} ${text(key)}`);
      rest %= size;
    }
  }
  if (rest) parts.push(figure(rest));
  return text("moneyHint", { amount: parts.join(" ") || "0" });
}

function help(box) {
  const control = box.closest(".control") ?? box.parentElement;
  let line = control.querySelector(".money-help");
  if (!line) {
    line = document.createElement("span");
    line.className = "money-help";
    line.setAttribute("aria-live", "polite");
    control.append(line);
  }
  const amount = box.value.trim() ? read(box.value) : null;
  line.textContent = amount === null || amount < 1000 ? "" : `= ${spoken(amount)}`;
}

export function startMoney() {
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("[data-money]")) help(event.target);
  });
  for (const box of document.querySelectorAll("[data-money]")) help(box);
}
