// The line to the server: whether it may be down, and who wants to hear when it is back.
// A browser knows only its own plug: after a request that got no answer the server itself is asked.
import { text } from "./text.js";
import { dismiss, toast } from "./toast.js";

const PATIENCE = 5000;
const NEXT_TRY = 15_000;
const OFFLINE = "offline";
const listeners = [];
let isDown = !navigator.onLine;
let trying;

export function onLineBack(listener) {
  listeners.push(listener);
}

export function isInDoubt() {
  return isDown;
}

export function noteFailure() {
  isDown = true;
  toast(text("offline"), "late", OFFLINE);
  clearTimeout(trying);
  trying = setTimeout(tryAgain, NEXT_TRY);
}

export function noteAnswer() {
  if (!isDown) return;
  isDown = false;
  clearTimeout(trying);
  dismiss(OFFLINE);
  for (const listener of listeners) listener();
}

export async function isReachable() {
  try {
    const answer = await fetch("/healthz", { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return answer.ok;
  } catch {
    return false; // no answer is the answer
  }
}

async function tryAgain() {
  if (navigator.onLine && (await isReachable())) noteAnswer();
  else if (isDown) trying = setTimeout(tryAgain, NEXT_TRY);
}

export function startLine() {
  window.addEventListener("offline", () => { isDown = true; });
  window.addEventListener("online", tryAgain);
}
