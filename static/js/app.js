// Starts what every page has. Every page works without this file; it makes entry quicker and safer.
import { startDrafts } from "./drafts.js";
import { startForms } from "./form-guard.js";
import { noteAnswer, noteFailure, startLine } from "./line.js";
import { startLongLists } from "./long-lists.js";
import { startMenus } from "./menu.js";
import { startMoney } from "./money.js";
import { startTabs } from "./tabs.js";
import { text } from "./text.js";
import { toast } from "./toast.js";

function sayFailure(event) {
  const { xhr } = event.detail;
  const key = { 401: "signedOut", 403: "forbidden" }[xhr.status] ?? "serverError";
  toast(text(xhr.getResponseHeader("X-Stale-Form") ? "staleForm" : key), "late");
}

function startRequests() {
  const line = document.createElement("div");
  line.className = "working";
  document.body.append(line);
  let running = 0;
  const change = (step) => () => {
    running = Math.max(0, running + step);
    document.body.classList.toggle("is-working", running > 0);
  };
  document.body.addEventListener("htmx:beforeRequest", change(1));
  document.body.addEventListener("htmx:afterRequest", change(-1));
  document.body.addEventListener("htmx:responseError", sayFailure);
  document.body.addEventListener("htmx:sendError", noteFailure);
  document.body.addEventListener("htmx:beforeOnLoad", noteAnswer);
}

startLine();
startMenus();
startTabs();
startLongLists();
startForms();
startMoney();
startRequests();
// A browser without storage (private windows of old ones) still works; it only keeps no copy.
startDrafts().catch((error) => console.warn("drafts are off:", error));
