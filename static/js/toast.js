// Short notes at the corner of the page; the region is a live one, so readers hear them.
import { text } from "./text.js";

// `kind` names a note that is taken away once what it says is over.
export function toast(message, tone = "", kind = "") {
  const region = document.getElementById("toasts");
  const note = document.createElement("div");
  note.className = tone ? `toast-note toast-${tone}` : "toast-note";
  note.dataset.kind = kind;
  const words = document.createElement("span");
  words.textContent = message;
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = text("close");
  close.addEventListener("click", () => note.remove());
  note.append(words, close);
  region.replaceChildren(note);
  if (!tone) setTimeout(() => note.remove(), 6000);
}

export function dismiss(kind) {
  document.querySelector(`#toasts > [data-kind="${kind}"]`)?.remove();
}
