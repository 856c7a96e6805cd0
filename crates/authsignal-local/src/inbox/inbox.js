// Keeps the list up to date and copies codes.
"use strict";

const RENEW_AFTER_MS = 1000;
const list = document.getElementById("messages");
const announcement = document.getElementById("announcement");
let shown;

/** Times in the reader's own words; the address of the moment stays in `datetime`. */
function localiseTimes() {
  for (const time of list.querySelectorAll("time")) {
    time.textContent = new Date(time.dateTime).toLocaleTimeString();
  }
}

function newest() {
  return list.querySelector("li")?.dataset.id;
}

async function renew() {
  if (document.hidden) return;
  try {
    const response = await fetch(`/inbox/list${window.location.search}`);
    if (!response.ok) throw new Error(`status ${response.status}`);
    const markup = await response.text();
    if (announcement.dataset.offline) {
      delete announcement.dataset.offline;
      announcement.textContent = "";
    }
    // Untouched while nothing is new: focus and selection stay where they are.
    if (markup === shown) return;
    const before = newest();
    const first = shown === undefined;
    shown = markup;
    list.innerHTML = markup;
    localiseTimes();
    if (!first && newest() !== before) announcement.textContent = "New message.";
  } catch {
    announcement.dataset.offline = "true";
    announcement.textContent = "The stand-in does not answer. Is it still running?";
  }
}

async function copy(code) {
  try {
    await navigator.clipboard.writeText(code);
    announcement.textContent = `Copied ${code}.`;
  } catch {
    announcement.textContent = "Copying was refused. Select the code instead.";
  }
}

list.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button.dataset.copy);
});

async function keepRenewing() {
  await renew();
  setTimeout(keepRenewing, RENEW_AFTER_MS);
}

document.addEventListener("visibilitychange", renew);
localiseTimes();
keepRenewing();
