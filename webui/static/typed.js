// What is typed is kept in this tab until the server says that it took it: not lost by going back,
// a reload, an error, another language, or a session that ended.
"use strict";

(() => {
  const PREFIX = "typed ";
  const TYPED = "form[data-typed]";
  const UNKEPT = new Set(["csrf_token", "by", "draft"]);

  const keyOf = (form) => `${PREFIX}${document.body.dataset.user} ${form.dataset.typed}`;
  const read = (key) => JSON.parse(sessionStorage.getItem(key) ?? "null");
  const forget = (key) => sessionStorage.removeItem(key);
  const drafts = () => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));

  function write(key, draft) {
    try {
      sessionStorage.setItem(key, JSON.stringify(draft));
    } catch {
      forget(key); // more than a tab may keep: half of it would be worse than nothing
    }
  }

  const controls = (form) =>
    [...form.elements].filter(
      (one) => one.name && !UNKEPT.has(one.name) && !["password", "submit", "button"].includes(one.type),
    );
  const isTick = (one) => ["checkbox", "radio"].includes(one.type);
  const valueOf = (one) =>
    isTick(one) ? one.checked : one.type === "file" ? (one.files[0]?.name ?? "") : one.value;

  // Each control under its name, and its place among those of the same name.
  function named(form) {
    const count = {};
    return controls(form).map((one) => {
      count[one.name] = (count[one.name] ?? 0) + 1;
      return [count[one.name] > 1 ? `${one.name} ${count[one.name]}` : one.name, one];
    });
  }
  const valuesOf = (form) => Object.fromEntries(named(form).map(([name, one]) => [name, valueOf(one)]));

  function keep(form) {
    const draft = read(keyOf(form)) ?? { id: `${Date.now()}${Math.random()}` };
    write(keyOf(form), { ...draft, values: valuesOf(form) });
    return draft.id;
  }

  // One control as it was left; whether that is another value than the page has.
  function put(one, value) {
    if (one.type === "file" || one.type === "hidden" || valueOf(one) === value) return false;
    if (isTick(one)) one.checked = value;
    else one.value = value;
    if (valueOf(one) !== value) return false; // a choice that is there no more
    for (const kind of ["input", "change"]) one.dispatchEvent(new Event(kind, { bubbles: true }));
    return true;
  }

  function restore(form) {
    const left = read(keyOf(form))?.values;
    if (!left) return;
    const others = named(form).filter(([name, one]) => name in left && put(one, left[name]));
    const otherKind = "kind" in left && left.kind !== form.elements.kind?.value;
    if (!others.length && !otherKind) return;
    // What the page was made from stays with what was typed: who saves is told what changed since.
    if (form.elements.seen && left.seen) form.elements.seen.value = left.seen;
    form.querySelector("[data-restored]").hidden = false;
    const file = form.querySelector("[data-file-again]");
    if (file && left.file) {
      file.hidden = false;
      file.querySelector("b").textContent = left.file;
    }
    if (otherKind) form.querySelector(`button[name=other_kind][value="${left.kind}"]`)?.click();
  }

  function arrive() {
    for (const { dataset } of document.querySelectorAll("[data-taken]"))
      drafts().filter((key) => read(key).id === dataset.taken).forEach(forget);
    document.querySelectorAll(`${TYPED}:not([data-watched])`).forEach((form) => {
      form.dataset.watched = "yes";
      // An answer to what was sent is newer than what is kept.
      if (document.querySelector("[data-as-sent]")) keep(form);
      else restore(form);
    });
    document.querySelector("form[data-onward]")?.requestSubmit();
  }

  document.addEventListener("input", ({ target }) => {
    const form = target.closest?.(TYPED);
    if (form && document.body.dataset.user) keep(form);
  });

  // The server is told the draft's name, and says it when it took what was typed.
  document.addEventListener(
    "submit",
    ({ target: form }) => {
      if (form.matches("[data-leaves]")) drafts().forEach(forget);
      if (!form.matches(TYPED)) return;
      const field = form.elements.draft ?? document.createElement("input");
      Object.assign(field, { type: "hidden", name: "draft", value: keep(form) });
      form.append(field);
    },
    true,
  );

  document.addEventListener("click", ({ target }) => {
    const form = target.closest?.("[data-afresh], [data-cancel]")?.closest(TYPED);
    if (!form) return;
    forget(keyOf(form));
    if (target.closest("[data-afresh]")) location.reload();
  });

  // A part of the page was refused because nobody is signed in any more: to the page of signing in,
  // but not away from what is typed here.
  document.addEventListener("signed-out", () => {
    const told = document.getElementById("signed-out");
    if (!told) return;
    const link = told.querySelector("a");
    link.search = `?next=${encodeURIComponent(location.pathname + location.search)}`;
    const typed = [...document.querySelectorAll(TYPED)].some((form) => read(keyOf(form)));
    if (typed) told.hidden = false;
    else location.assign(link.href);
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const told = document.getElementById("signed-out");
    if (told && detail.successful) told.hidden = true;
  });

  // A file that is being sent would have to be chosen again.
  addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-sent] input[type=file]")?.files.length) event.preventDefault();
  });

  document.addEventListener("DOMContentLoaded", arrive);
  document.addEventListener("htmx:afterSettle", arrive);
})();
