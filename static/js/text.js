// The sentences of core/client_text.py, and figures and times in the language of the page.

const block = document.getElementById("client-text");
const texts = block ? JSON.parse(block.textContent) : {};
export const language = document.documentElement.lang === "en" ? "en-GB" : "vi-VN";

export function text(key, values = {}) {
  return Object.entries(values).reduce(
    (sentence, [name, value]) => sentence.replace(`{${name}}`, value),
    texts[key] ?? key,
  );
}

// Without accents, as people search.
export function fold(words) {
  return words.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d");
}

export function figure(value, places = 0) {
  return new Intl.NumberFormat(language, {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  }).format(value);
}

export function moment(milliseconds) {
  const when = new Date(milliseconds);
  const time = when.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
  const today = when.toDateString() === new Date().toDateString();
  return today ? time : `${time} ${when.toLocaleDateString(language, { day: "2-digit", month: "2-digit", year: "numeric" })}`;
}
