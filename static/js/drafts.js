// A copy of the open form in this browser, for the day the line drops (design section 8).
// A form asks for it by data-draft="form:record"; data-draft-version is the version of the record it was drawn from.
// Never kept: fields marked data-no-draft (citizen numbers), passwords, files, tokens; nothing on a shared device.
// Wiped at sign-out, when another user signs in, and after seven days.
import { clear, createStore, del, entries, get, set } from "../vendor/idb-keyval.js";
import { moment, text } from "./text.js";

const SEVEN_DAYS = 7 * 24 * 3600 * 1000;
const OWNER = "owner";
const store = createStore("portal-drafts", "drafts");

function keyOf(form) {
  return `${document.body.dataset.user}:${form.dataset.draft}`;
}

function kept(control) {
  return (
    control.name &&
    !["hidden", "password", "file", "submit", "button"].includes(control.type) &&
    control.dataset.noDraft === undefined &&
    !control.closest("[data-no-draft]")
  );
}

function read(form) {
  const values = {};
  for (const control of form.elements) {
    if (!kept(control)) continue;
    const chosen = values[control.name] ?? [];
    if (control.type === "checkbox" || control.type === "radio") {
      values[control.name] = control.checked ? [...chosen, control.value] : chosen;
    } else if (control.multiple) {
      values[control.name] = [...control.selectedOptions].map((option) => option.value);
    } else {
      values[control.name] = [...chosen, control.value];
    }
  }
  return values;
}

function write(form, values) {
  const used = {};
  for (const control of form.elements) {
    if (!kept(control) || !(control.name in values)) continue;
    const wanted = values[control.name];
    if (control.type === "checkbox" || control.type === "radio") {
      control.checked = wanted.includes(control.value);
    } else if (control.multiple) {
      for (const option of control.options) option.selected = wanted.includes(option.value);
    } else {
      const position = used[control.name] ?? 0;
      control.value = wanted[position] ?? "";
      used[control.name] = position + 1;
    }
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function same(left, right) {
  const sorted = (values) => JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
  return sorted(left) === sorted(right);
}

function showState(state, words) {
  const chip = document.querySelector("[data-saved-state]");
  if (!chip) return;
  chip.className = `saved saved-${state}`;
  chip.textContent = words;
}

async function keep(form, extra = {}) {
  const savedAt = Date.now();
  await set(keyOf(form), { savedAt, version: form.dataset.draftVersion ?? "", values: read(form), ...extra }, store);
  showState("device", text("deviceOnly", { time: moment(savedAt) }));
}

function offer(form, draft) {
  const bar = document.createElement("div");
  bar.className = "draft-offer";
  bar.setAttribute("role", "status");
  const words = document.createElement("p");
  const outdated = draft.version !== (form.dataset.draftVersion ?? "");
  words.textContent = text("draftFound", { time: moment(draft.savedAt) }) + (outdated ? ` ${text("draftOutdated")}` : "");
  const restore = document.createElement("button");
  restore.type = "button";
  restore.className = "btn btn-primary";
  restore.textContent = text("restore");
  restore.addEventListener("click", () => {
    write(form, draft.values);
    bar.remove();
  });
  const discard = document.createElement("button");
  discard.type = "button";
  discard.className = "btn btn-outline-primary";
  discard.textContent = text("discard");
  discard.addEventListener("click", async () => {
    await del(keyOf(form), store);
    bar.remove();
  });
  bar.append(words, restore, discard);
  form.prepend(bar);
}

// A draft that was sent and whose record has a newer version now has arrived; one equal to the page is there already.
function hasArrived(form, draft) {
  const newer = (form.dataset.draftVersion ?? "") !== draft.version;
  return same(draft.values, read(form)) || (draft.sent && newer && !form.querySelector("[data-error-summary]"));
}

async function watch(form) {
  const draft = await get(keyOf(form), store);
  if (draft && hasArrived(form, draft)) await del(keyOf(form), store);
  else if (draft) offer(form, draft);
  let waiting;
  form.addEventListener("input", (event) => {
    if (!event.isTrusted && event.target !== form) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => keep(form), 400);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    keep(form, { sent: true });
  });
}

async function sweep(user) {
  if (user) {
    const owner = await get(OWNER, store);
    if (owner !== undefined && owner !== user) await clear(store);
    await set(OWNER, user, store);
  }
  const limit = Date.now() - SEVEN_DAYS;
  for (const [key, draft] of await entries(store)) {
    if (key !== OWNER && draft.savedAt < limit) await del(key, store);
  }
  for (const mark of document.querySelectorAll("[data-draft-saved]")) {
    await del(`${user}:${mark.dataset.draftSaved}`, store);
  }
}

function wipeOnSignOut() {
  for (const form of document.querySelectorAll("form[data-sign-out]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.wiped) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      form.dataset.wiped = "yes";
      clear(store).finally(() => form.submit());
    }, true);
  }
}

export async function startDrafts() {
  const { user, sharedDevice } = document.body.dataset;
  wipeOnSignOut();
  if (sharedDevice !== undefined) {
    await clear(store);
    return;
  }
  await sweep(user);
  if (!user) return;
  await Promise.all([...document.querySelectorAll("form[data-draft]")].map(watch));
}
