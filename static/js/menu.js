// The <details> that open over the page: one at a time, closed by Escape or a click elsewhere; long lists get a filter.
import { fold, text } from "./text.js";

const POPOVERS = "details[data-popover], details.menu";
const LONG_LIST = 12;

function closeOthers(kept) {
  for (const popover of document.querySelectorAll(POPOVERS)) {
    if (popover !== kept) popover.open = false;
  }
}

function addFilter(list) {
  const items = [...list.children];
  if (items.length <= LONG_LIST || list.dataset.filtered) return;
  list.dataset.filtered = "yes";
  const box = document.createElement("input");
  box.type = "search";
  box.className = "form-control pop-filter";
  box.placeholder = text("filterOptions");
  box.setAttribute("aria-label", text("filterOptions"));
  const none = document.createElement("p");
  none.className = "pop-label";
  none.textContent = text("noMatch");
  none.hidden = true;
  box.addEventListener("input", () => {
    const wanted = fold(box.value.trim());
    for (const item of items) item.hidden = !fold(item.textContent).includes(wanted);
    none.hidden = items.some((item) => !item.hidden);
  });
  list.before(box);
  list.after(none);
}

function onToggle(event) {
  const popover = event.target;
  if (!popover.matches?.(POPOVERS) || !popover.open) return;
  closeOthers(popover);
  const list = popover.querySelector("[data-filterable]");
  if (list) addFilter(list);
  popover.querySelector(".pop-filter, .pop-form input:not([type=hidden])")?.focus();
}

function onKey(event) {
  if (event.key === "Escape") {
    const open = document.querySelector("details[data-popover][open], details.menu[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  }
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    const search = document.querySelector("[data-search]");
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  }
}

export function startMenus() {
  document.addEventListener("toggle", onToggle, true);
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => closeOthers(event.target.closest(POPOVERS)));
  if (window.matchMedia("(max-width: 767px)").matches) {
    for (const panel of document.querySelectorAll("details[data-collapse-narrow]:not([data-active])")) panel.open = false;
  }
}
