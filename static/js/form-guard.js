// Forms: what was typed is not left behind by mistake, sent twice, or hidden behind an error out of sight.
// data-guard: warn before leaving with unsent changes. data-entry: Enter moves on, as on the paper form.
import { isInDoubt, isReachable, noteAnswer, noteFailure } from "./line.js";
import { text } from "./text.js";

const dirty = new WeakSet();

export function isDirty(form) {
  return dirty.has(form);
}

function isNextable(control) {
  return control.type !== "hidden" && !control.disabled && control.tabIndex >= 0 && control.getClientRects().length > 0;
}

function moveOn(form, control) {
  const stops = [...form.elements].filter(isNextable);
  const group = control.type === "radio" ? control.name : null;
  const next = stops.slice(stops.indexOf(control) + 1).find((stop) => !group || stop.name !== group);
  if (!next) return;
  next.focus();
  next.select?.();
}

function press(form, key) {
  const button = form.querySelector(`[data-key="${key}"]`) ?? (key === "save" ? form.querySelector("button:not([type=button])") : null);
  if (button) button.click();
  return Boolean(button);
}

function onKey(event) {
  const form = event.target.closest?.("form") ?? document.querySelector("form[data-guard]");
  if (!form || form.method !== "post") return;
  const letter = event.code.startsWith("Key") ? event.code.slice(3) : "";
  const act = event.altKey && !event.ctrlKey && { S: "save", N: "next", P: "previous" }[letter];
  if (act) {
    if (press(form, act)) event.preventDefault();
    return;
  }
  if (event.key !== "Enter" || event.isComposing) return;
  if (event.ctrlKey) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-key=next]") ?? undefined);
  } else if (form.dataset.entry !== undefined && event.target.matches("input:not([type=submit]):not([type=button]), select")) {
    event.preventDefault();
    moveOn(form, event.target);
  }
}

// A browser that cannot send puts its error page in the place of what was typed: the form waits for the line.
async function sendWhenReachable(form, submitter) {
  if (await isReachable()) {
    noteAnswer();
    form.requestSubmit(submitter);
  } else {
    noteFailure();
  }
}

function onSubmit(event) {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method === "post" && isInDoubt() && !event.defaultPrevented) {
    event.preventDefault();
    sendWhenReachable(form, event.submitter);
    return;
  }
  dirty.delete(form);
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  form.dataset.sent = "yes";
  // The answer may be a file, which leaves the page where it is.
  setTimeout(() => delete form.dataset.sent, 4000);
}

function showErrors() {
  const summary = document.querySelector("[data-error-summary]");
  if (!summary) return;
  const prefix = text("errorPrefix");
  if (!document.title.startsWith(prefix.trim())) document.title = prefix + document.title;
  summary.focus();
}

export function startForms() {
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (form) dirty.add(form);
  });
  document.addEventListener("keydown", onKey);
  document.addEventListener("submit", onSubmit);
  // Back from the browser's own memory of the page: the form may be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...document.querySelectorAll("form[data-guard]")].some(isDirty)) event.preventDefault();
  });
  showErrors();
}
