// A copy of the open form in this browser, for the day the line drops (design section 8).
// A form asks for it by data-draft="form:record". A copy goes when the server says that it has arrived
// (core/drafts.py), when it says nothing that the page does not, or when its owner throws it away.
// Never kept: fields marked data-no-draft (citizen numbers), passwords, files, tokens; nothing on a shared device.
// Wiped at sign-out, when another user signs in, and after seven days.
import { clear, createStore, del, entries, get, set } from "../vendor/idb-keyval.js";
import { onLineBack } from "./line.js";
import { moment, text } from "./text.js";

const SEVEN_DAYS = 7 * 24 * 3600 * 1000;
const OWNER = "owner";
const STAMP = "draft_sent";
const ARRIVED = "draft-arrived";
const store = createStore("portal-drafts", "drafts");
// Form -> the copy that is offered there and not decided on, and what the page showed beside it.
const offers = new WeakMap();

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

function plain(values) {
  return JSON.stringify(values.map((value) => value.normalize("NFC").split(/\s+/).join(" ").trim()).sort());
}

// Whether the page shows all of it already; questions that are no longer asked cannot be put back.
function saysNothingNew(form, values) {
  const shown = read(form);
  return Object.entries(values).every(([name, given]) => !(name in shown) || plain(given) === plain(shown[name]));
}

// The version of the record that the page shows now; a save by itself brings the next one.
function versionOf(form) {
  return form.elements.seen_version?.value ?? "";
}

function showState(state, words) {
  const chip = document.querySelector("[data-saved-state]");
  if (!chip) return;
  chip.className = `saved saved-${state}`;
  chip.textContent = words;
}

// While a copy is offered, what is typed beside it goes into it: neither replaces the other.
function joined(form, offered) {
  const values = read(form);
  if (!offered) return values;
  const untouched = (name) => plain(values[name] ?? []) === plain(offered.shown[name] ?? []);
  return { ...values, ...Object.fromEntries(Object.entries(offered.values).filter(([name]) => untouched(name))) };
}

async function keep(form) {
  const savedAt = Date.now();
  const values = joined(form, offers.get(form));
  await set(keyOf(form), { savedAt, version: versionOf(form), values }, store);
  showState("device", text("deviceOnly", { time: moment(savedAt) }));
}

// Sends by itself where the page has a part that saves by itself; it waits for a change.
function send(form) {
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

function button(style, words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `btn ${style}`;
  made.textContent = text(words);
  made.addEventListener("click", act);
  return made;
}

function offer(form, draft, shown) {
  const bar = document.createElement("div");
  bar.className = "draft-offer";
  bar.setAttribute("role", "status");
  const words = document.createElement("p");
  const outdated = draft.version !== versionOf(form);
  words.textContent = text("draftFound", { time: moment(draft.savedAt) }) + (outdated ? ` ${text("draftOutdated")}` : "");
  const done = () => {
    offers.delete(form);
    bar.remove();
  };
  const restore = button("btn-primary", "restore", () => {
    const values = joined(form, offers.get(form));
    done();
    write(form, values);
    // Over what somebody else has saved since, only its reader decides.
    if (!outdated) send(form);
  });
  const discard = button("btn-outline-primary", "discard", async () => {
    done();
    await del(keyOf(form), store);
  });
  const acts = document.createElement("div");
  acts.className = "draft-acts";
  acts.append(restore, discard);
  bar.append(words, acts);
  offers.set(form, { values: draft.values, shown });
  form.prepend(bar);
}

// What is sent says which copy it is and from when, so that the answer can name it.
function stamp(form) {
  return offers.has(form) ? "" : `${form.dataset.draft}|${Date.now()}`;
}

function stampForm(form) {
  let box = form.elements[STAMP];
  if (!box) {
    box = document.createElement("input");
    box.type = "hidden";
    box.name = STAMP;
    form.append(box);
  }
  box.value = stamp(form);
}

async function dropArrived() {
  const found = document.cookie.match(new RegExp(`(?:^|; )${ARRIVED}=([^;]+)`));
  if (!found) return;
  document.cookie = `${ARRIVED}=; path=/; max-age=0; samesite=lax`;
  const [name, sentAt] = found[1].replaceAll('"', "").split("|");
  const key = `${document.body.dataset.user}:${name}`;
  const draft = await get(key, store);
  if (draft && draft.savedAt <= Number(sentAt)) await del(key, store);
}

async function afterSave(form) {
  await dropArrived();
  const left = await get(keyOf(form), store);
  const refused = document.querySelector("[data-saved-state].saved-error");
  if (left && !refused && !offers.has(form)) showState("device", text("deviceOnly", { time: moment(left.savedAt) }));
}

// What was kept from before: gone where the page says the same, else offered beside what the page showed.
async function recover(form, shown) {
  const draft = await get(keyOf(form), store);
  if (draft && saysNothingNew(form, draft.values)) await del(keyOf(form), store);
  else if (draft) offer(form, draft, shown);
}

// Listens at once: opening the store takes a moment, and people do not wait for it.
function watch(form, swept) {
  const shown = read(form);
  const ready = swept.then(() => recover(form, shown));
  let waiting;
  form.addEventListener("input", (event) => {
    if (!event.isTrusted && event.target !== form) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => ready.then(() => keep(form)), 400);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    ready.then(() => keep(form));
    stampForm(form);
  });
  form.addEventListener("htmx:configRequest", (event) => {
    event.detail.parameters[STAMP] = stamp(form);
  });
  form.addEventListener("htmx:afterRequest", () => afterSave(form));
  onLineBack(async () => {
    if (!offers.has(form) && (await get(keyOf(form), store))) send(form);
  });
  return ready;
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
  await dropArrived();
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
  const swept = sweep(user);
  const forms = user ? [...document.querySelectorAll("form[data-draft]")] : [];
  await Promise.all([swept, ...forms.map((form) => watch(form, swept))]);
}
