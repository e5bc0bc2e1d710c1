// A long list in a form gets a box that narrows it, with or without accents. Without this file the list is whole.
// Enter or the arrow down goes on from the box to the list; where one entry is left it is chosen.
import { figure, fold, text } from "./text.js";

const LONG = 60; // the peoples of the country are 54: shorter lists are found by their first letters
const LISTS = "form[method=post]:not([data-entry]) .control > select:not([multiple])";

function say(line, count) {
  line.textContent = count === null ? "" : text(count ? "matches" : "noMatch", { n: figure(count) });
}

// What is chosen stays in the list, so that looking for another never changes the answer.
function narrow(select, options, typed) {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  const chosen = select.value;
  const found = options.filter((option) => option.value && words.every((word) => fold(option.text).includes(word)));
  const kept = options.filter((option) => !option.value || option.value === chosen || found.includes(option));
  select.replaceChildren(...(words.length ? kept : options));
  select.value = chosen;
  return words.length ? found : null;
}

function goOn(select, found) {
  if (found?.length === 1) {
    select.value = found[0].value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }
  select.focus();
  if (found?.length !== 1) select.showPicker?.();
}

function addBox(select) {
  const options = [...select.options];
  const box = document.createElement("input");
  box.type = "search";
  box.className = "form-control list-filter";
  box.autocomplete = "off";
  box.placeholder = text("filterOptions");
  const label = select.labels[0]?.firstChild?.textContent.trim() ?? "";
  box.setAttribute("aria-label", `${text("filterOptions")}: ${label}`);
  box.setAttribute("aria-controls", select.id);
  const line = document.createElement("span");
  line.className = "list-matches";
  line.setAttribute("role", "status");
  let found = null;
  box.addEventListener("input", (event) => {
    event.stopPropagation(); // what is typed here is no part of the form
    found = narrow(select, options, box.value);
    say(line, found && found.length);
  });
  box.addEventListener("keydown", (event) => {
    if (!["Enter", "ArrowDown"].includes(event.key) || event.ctrlKey || event.altKey || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    goOn(select, found);
  });
  select.before(box, line);
}

export function startLongLists() {
  for (const select of document.querySelectorAll(LISTS)) {
    if (select.options.length > LONG && !select.querySelector("optgroup")) addBox(select);
  }
}
