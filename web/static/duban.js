// Only improves what works without it: filters that apply at once, forms that keep the page where it is,
// a copy button, and the demonstration's bar that waits for its morning.
"use strict";

document.documentElement.classList.add("with-js");

function parsed(text) {
  return new DOMParser().parseFromString(text, "text/html");
}

function replace(id, page) {
  const fresh = page.getElementById(id);
  const old = document.getElementById(id);
  if (fresh && old) old.replaceWith(fresh);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-autosubmit]");
  if (form && event.target.tagName === "SELECT") form.requestSubmit();
});

// An answer stays at its row: the new page takes the old one's place, without a jump.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.hasAttribute("data-stay")) return;
  event.preventDefault();
  const filled = new FormData(form, event.submitter);
  const body = form.enctype === "multipart/form-data" ? filled : new URLSearchParams(filled);
  const buttons = form.querySelectorAll("button");
  buttons.forEach((button) => { button.disabled = true; });
  const row = form.closest("[id]");
  const top = row ? row.getBoundingClientRect().top : null;
  try {
    const response = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
    const page = parsed(await response.text());
    if (!page.getElementById("main")) throw new Error("another page");
    replace("main", page);
    const header = page.querySelector("header.top");
    if (header) document.querySelector("header.top").replaceWith(header);
    if (response.redirected) history.replaceState(null, "", response.url);
    settle(row && row.id, top);
  } catch {
    buttons.forEach((button) => { button.disabled = false; });
    form.submit();
  }
});

function settle(id, top) {
  const row = id && id !== "main" ? document.getElementById(id) : null;
  if (!row) {
    window.scrollTo(0, 0);
    return;
  }
  if (top !== null) window.scrollBy(0, row.getBoundingClientRect().top - top);
  const receipt = row.querySelector("[role=status], [role=alert]");
  if (receipt) receipt.focus({ preventScroll: true });
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const area = button.parentElement.querySelector("textarea");
  try {
    await navigator.clipboard.writeText(area.value);
    button.textContent = "已复制";
  } catch {
    area.select();
    button.textContent = "请按 Ctrl+C";
  }
});

// While another process does the morning's work: ask until it is done, then show what it brought.
async function watch() {
  const bar = document.getElementById("demo");
  if (!bar || !("busy" in bar.dataset)) return;
  try {
    const state = await (await fetch("/demo/state", { credentials: "same-origin" })).json();
    if (!state.busy) {
      const page = parsed(await (await fetch(location.href, { credentials: "same-origin" })).text());
      replace("demo", page);
      if (location.pathname === "/") replace("main", page);
      return;
    }
  } catch { /* the next round asks again */ }
  setTimeout(watch, 700);
}
watch();
