// A row of tabs wider than the screen: the current one is brought into sight; what is cut fades (components.css).
function mark(row) {
  row.classList.toggle("is-scrolled", row.scrollLeft > 4);
}

export function startTabs() {
  for (const row of document.querySelectorAll(".tabs")) {
    const current = row.querySelector("[aria-current]");
    if (current) row.scrollLeft = current.offsetLeft - row.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
    row.addEventListener("scroll", () => mark(row), { passive: true });
    mark(row);
  }
}
