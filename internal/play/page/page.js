// The page asks for the state of one person and shows it; everything somebody
// does goes to the server, over which Slack's and the mail's protocols run.
import { $, el, textOf } from "/play/dom.js";
import { fieldOf, restore, values } from "/play/field.js";
import { showMonth } from "/play/month.js";
import { Story } from "/play/story.js";

let state = null; // as the server told it last
let me = ""; // user id
let asking = 0; // which question to the server is the last
let outline = ""; // id of the message whose readers are outlined
const seen = {}; // how much of each person's has been looked at
const opened = new Set(); // mails that were opened, by person and id
const drafts = {}; // what stands in the box, by person

// Talking to the server.

async function tell(what, body = {}) {
  try {
    const answer = await fetch(`/play/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Play": "1" },
      body: JSON.stringify({ as: me, ...body }),
    });
    const out = await answer.json();
    if (out.problem) complain(out.problem);
    return out;
  } catch {
    complain("The playground does not answer. Is it still running?");
    return { problem: "gone" };
  }
}

async function listen() {
  const turn = ++asking;
  while (turn === asking) {
    const since = state && state.me.slack === me ? state.version : -1;
    try {
      const answer = await fetch(`/play/state?as=${encodeURIComponent(me)}&since=${since}`);
      if (!answer.ok) throw new Error(answer.statusText);
      const next = await answer.json();
      if (turn !== asking) return;
      show(next);
    } catch {
      if (turn !== asking) return;
      complain("The playground does not answer. Is it still running?");
      await new Promise((done) => setTimeout(done, 2000));
    }
  }
}

let complaint = 0;
function complain(words) {
  $("problem").textContent = words;
  $("problem").hidden = false;
  clearTimeout(complaint);
  complaint = setTimeout(() => ($("problem").hidden = true), 6000);
}

// Showing a state.

function show(next) {
  const before = state;
  state = next;
  me = next.me.slack;
  const same = before && before.me.slack === me;
  $("now").textContent = next.now;
  $("slack-title").textContent = `Slack, as ${next.me.name}`;
  $("mail-title").textContent = `Mail and calendar of ${next.me.name}`;
  seen[me] = next.people.find((one) => one.slack === me).got;
  showPeople();
  showMessages(same ? before.messages : null);
  showMail();
  if (same && next.mails.length > before.mails.length && !$("mail").contains(document.activeElement)) $("mail").scrollTop = 0;
  showMonth(state.today, state.calendar);
  showSent();
  showTrouble();
  showModal();
  if (same) announce(before);
  story.look(next);
}

function announce(before) {
  const known = new Map(before.messages.map((one) => [one.id, one.words]));
  const news = state.messages.filter((one) => one.kind !== "typed" && known.get(one.id) !== one.words).map((one) => one.words);
  if (state.mails.length > before.mails.length) news.push(`Mail: ${state.mails[0].subject}`);
  if (passing && state.now !== before.now) news.push(`It is ${state.now}`);
  if (news.length) $("said").textContent = news.join("\n");
}

function showPeople() {
  const list = $("people-list");
  const items = state.people.map((one) => {
    const news = one.got - (seen[one.slack] ?? 0);
    seen[one.slack] ??= one.got;
    const fresh = one.slack === me || news <= 0 ? "" : String(news);
    return el("li", { id: `person-${one.slack}`, role: "option", "aria-selected": String(one.slack === me), onclick: () => be(one.slack) },
      el("b", { text: one.name }), el("small", { text: one.school ? `${one.word}, ${one.school}` : one.word }),
      el("span", { class: "count", text: fresh, "aria-label": fresh && `${fresh} new` }));
  });
  list.replaceChildren(...items);
  list.setAttribute("aria-activedescendant", `person-${me}`);
}

function showMessages(known) {
  const box = $("messages");
  const low = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
  const old = new Map([...box.children].filter((node) => node.dataset.sign).map((node) => [node.dataset.sign, node]));
  const had = document.activeElement?.closest?.(".message")?.dataset.id;
  const nodes = state.messages.map((one) => {
    const sign = `${one.id} ${one.edited} ${one.words} ${outline === one.id}`;
    const node = old.get(sign) ?? message(one);
    node.dataset.sign = sign;
    if (!old.has(sign) && known) node.classList.add("fresh");
    return node;
  });
  if (!nodes.length) nodes.push(el("p", { class: "empty", text: `Nothing yet. Type / for the commands ${state.me.name.split(" ")[0]} can send.` }));
  if (nodes.length === box.children.length && nodes.every((node, i) => node === box.children[i])) return;
  box.replaceChildren(...nodes);
  if (had && !box.contains(document.activeElement)) (nodes.find((node) => node.dataset.id === had) ?? $("box")).focus();
  if (low || !known || known.length !== state.messages.length) box.scrollTop = box.scrollHeight;
}

function message(one) {
  const who = { typed: state.me.name, failed: "Slack" }[one.kind] ?? "parbot";
  const node = el("article", { class: `message ${one.kind}`, "data-id": one.id, tabindex: "-1", "aria-label": `${who}, ${one.when}` },
    el("header", {}, el("b", { text: who }), el("span", { text: one.when }),
      one.kind === "answer" && el("span", { text: "Only visible to you" }), one.edited && el("span", { text: "(edited)" })));
  if (one.blocks?.length) node.append(...one.blocks.map((block) => blockOf(block, one.id)));
  else node.append(el("p", { class: "words", text: one.plain }));
  if (outline === one.id) {
    [...node.querySelectorAll(".context, .section p")].filter((line) => line.textContent.includes("Can read it")).forEach((line) => line.classList.add("outlined"));
  }
  return node;
}

// Slack's blocks.

function blockOf(block, surface) {
  switch (block.type) {
    case "header": return el("h3", { text: textOf(block.text) });
    case "divider": return el("hr");
    case "context": return el("p", { class: "context", text: block.elements.map((one) => textOf(one.text)).join("  ") });
    case "actions": return el("div", { class: "actions" }, ...block.elements.map((one) => buttonOf(one, surface)));
    case "section":
      return el("div", { class: "section" },
        el("p", { text: [textOf(block.text), ...(block.fields ?? []).map(textOf)].filter(Boolean).join("\n") }),
        block.accessory?.type === "button" && buttonOf(block.accessory, surface));
    default: return el("p", { class: "context", text: `(${block.type})` });
  }
}

function buttonOf(one, surface) {
  const button = el("button", { type: "button", text: textOf(one.text), class: { primary: "main", danger: "danger" }[one.style],
    "aria-label": one.accessibility_label });
  button.addEventListener("click", async () => {
    if (one.confirm && !window.confirm(`${textOf(one.confirm.title)}\n${textOf(one.confirm.text)}`)) return;
    if (button.getAttribute("aria-disabled")) return; // a press is on its way
    button.setAttribute("aria-disabled", "true");
    await tell("press", { surface, action: one.action_id });
    button.removeAttribute("aria-disabled");
  });
  return button;
}

// Mail and calendar.

function showMail() {
  $("inbox-count").textContent = $("mail-count").textContent = state.mails.length || "";
  const rows = state.mails.map((one) => {
    const key = `${me} ${one.id}`;
    const details = el("details", { "data-key": key, open: opened.has(`${key} open`) },
      el("summary", {},
        el("span", { class: opened.has(key) ? "" : "unread", text: one.subject || "(no subject)" }),
        el("span", { class: "when", text: one.when }), el("span", { class: "open" })));
    if (one.entry) details.append(facts(one));
    details.append(el("p", { class: "letter", text: one.text.trim() || "(no words)" }), papers(one));
    if (one.copies > 1) details.append(el("p", { class: "small", text: `This mail came ${one.copies} times; a mail program shows it once.` }));
    details.addEventListener("toggle", () => {
      if (details.open) {
        opened.add(key).add(`${key} open`);
        details.querySelector(".unread")?.classList.remove("unread");
      } else opened.delete(`${key} open`);
    });
    return el("li", {}, details);
  });
  keepFocus($("inbox"), rows.length ? rows : [el("li", { class: "small", text: "No mail yet." })]);
  $("entries").replaceChildren(...state.calendar.map((one) => el("li", {}, el("div", { text: one.summary }),
    el("div", { class: "when", text: one.when + (one.place ? `, ${one.place}` : "") }))));
}

// keepFocus replaces what is in a list and returns the focus to the same row.
function keepFocus(list, rows) {
  const at = document.activeElement?.closest?.("[data-key]")?.dataset.key;
  list.replaceChildren(...rows);
  if (at) [...list.querySelectorAll("[data-key]")].find((one) => one.dataset.key === at)?.querySelector("summary").focus();
}

// papers leads to the mail as it was designed and as it came.
function papers(one) {
  const to = (kind, text) => el("a", { href: `/play/mail/${me}/${one.id}.${kind}`, target: "_blank", rel: "noopener", text });
  return el("p", { class: "small papers" }, one.html && to("html", "As it was designed"), to("txt", "As it was sent"));
}

function facts(one) {
  const entry = one.entry;
  const rows = [["Invitation", entry.summary], ["When", entry.when], ["Where", entry.place]].filter(([, value]) => value);
  const canceled = entry.method === "CANCEL";
  if (canceled) rows[0][0] = "Canceled";
  else if (entry.sequence > 0) rows.push(["Update", `number ${entry.sequence}; it takes the place of the earlier one`]);
  if (one.said) rows.push(["Answer", one.said]);
  return el("div", { class: "facts" },
    el("dl", {}, ...rows.flatMap(([name, value]) => [el("dt", { text: name }), el("dd", { text: value })])),
    one.offers && el("div", { class: "actions" }, ...one.offers.map((words) => offer(one, words))),
    el("p", { class: "small", text: canceled ? "It has left the calendar."
      : one.offers ? "parbot reads no replies by mail yet: these buttons press the ones in Slack." : "It has been answered, or a newer one has taken its place." }));
}

// offer is a button that presses the one of the same words in Slack.
function offer(one, words) {
  const button = el("button", { type: "button", text: words, class: words === "Yes" && "main" });
  button.addEventListener("click", async () => {
    button.disabled = true;
    await tell("answer", { surface: one.id, action: words });
    button.disabled = false;
    if (document.activeElement === document.body) $("inbox").querySelector(`[data-key="${me} ${one.id}"] summary`)?.focus();
  });
  return button;
}

function showSent() {
  $("sent").replaceChildren(...(state.sent.length ? state.sent : [{ says: "Nothing yet.", when: "" }]).map((one) =>
    el("li", {}, el("div", { text: one.says }), el("div", { class: "when", text: [one.how && `${one.how} to ${one.to}`, one.when].filter(Boolean).join(", ") }))));
}

// What fails.

function showTrouble() {
  for (const one of document.querySelectorAll("[data-fail]")) one.setAttribute("aria-pressed", String(state.down.includes(one.dataset.fail)));
  const what = { slack: "Slack is down", mail: "Mail is down", "slack mail": "Slack and mail are down" }[state.down.join(" ")];
  const words = what ? `${what}. What parbot sends waits until that is over.` : "";
  if ($("trouble").textContent !== words) $("trouble").textContent = words;
  $("reset").hidden = !state.resets;
}

for (const one of document.querySelectorAll("[data-fail]")) {
  one.addEventListener("click", () => tell("fail", { by: one.dataset.fail, on: one.getAttribute("aria-pressed") !== "true" }));
}
$("again").addEventListener("click", () => tell("again"));
$("reset").addEventListener("click", async () => {
  if (!window.confirm("Start over? The demo begins anew, and everything in it is forgotten.")) return;
  if ((await tell("reset")).problem) return;
  sessionStorage.removeItem("story");
  location.reload();
});
$("more").addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !$("more").open) return;
  $("more").open = false;
  $("more").querySelector("summary").focus();
});

// Forms.

let form = ""; // id and hash of the view that is shown
let before = null; // what had the focus
const kept = {}; // what was typed into forms that were closed, by person and form

function showModal() {
  const view = state.view;
  const sign = view ? `${view.id} ${view.hash}` : "";
  if (sign === form) return;
  form = sign;
  const dialog = $("modal");
  if (!view) {
    if (dialog.open) dialog.close();
    (before?.isConnected ? before : $("box")).focus();
    before = null;
    return;
  }
  $("modal-title").textContent = textOf(view.title);
  $("modal-body").replaceChildren(...view.blocks.map((block) => (block.type === "input" ? fieldOf(block) : blockOf(block, view.id))));
  $("modal-close").textContent = textOf(view.close) || "Close";
  $("modal-submit").textContent = textOf(view.submit) || "Send";
  $("modal-submit").hidden = !view.submit;
  if (!dialog.open) {
    before = document.activeElement;
    dialog.showModal();
  }
  restore(kept[`${me} ${view.callback_id}`]);
  story.form(view);
  (dialog.querySelector("#modal-body :is(input, textarea, select)") ?? $("modal-close")).focus();
}

$("modal-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = $("modal-submit"), key = `${me} ${state.view?.callback_id}`;
  if (button.disabled || button.hidden) return;
  button.disabled = true;
  const out = await tell("submit", { values: values() });
  button.disabled = false;
  for (const one of $("modal-body").querySelectorAll(".wrong")) one.hidden = true;
  for (const one of $("modal-body").querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
  const wrong = Object.entries(out.errors ?? {});
  for (const [name, words] of wrong) {
    const say = $(`field-${name}-wrong`);
    if (!say) { complain(words); continue; }
    say.textContent = words;
    say.hidden = false;
    say.parentElement.querySelectorAll("[name]").forEach((input) => input.setAttribute("aria-invalid", "true"));
  }
  if (wrong.length) $(`field-${wrong[0][0]}-wrong`)?.parentElement.querySelector("[name]").focus();
  else if (!out.problem) delete kept[key];
});

function closeForm() {
  if (state.view?.submit) kept[`${me} ${state.view.callback_id}`] = values();
  tell("close");
}
$("modal").addEventListener("cancel", (event) => {
  event.preventDefault();
  closeForm();
});
$("modal-close").addEventListener("click", closeForm);

// The box.

const box = $("box");
let picked = -1; // in the suggestions

async function send() {
  const line = box.value.trim();
  if (!line) return;
  box.value = "";
  drafts[me] = "";
  suggest();
  const out = await tell("type", { line });
  if (out.problem === "gone") box.value = line;
}

function suggest() {
  const typed = box.value.trimStart();
  const open = typed.startsWith("/") && document.activeElement === box && !typed.includes("\n");
  const found = open ? state.commands.filter((one) => `/par ${one.text}`.startsWith(typed) && `/par ${one.text}` !== typed) : [];
  picked = -1;
  $("suggestions").replaceChildren(...found.map((one, i) => el("li", { id: `suggestion-${i}`, role: "option", "aria-selected": "false",
    onmousedown: (event) => { event.preventDefault(); fill(`/par ${one.text}`); } },
  el("b", { text: `/par ${one.text}` }), el("span", { text: one.help }))));
  $("suggestions").hidden = found.length === 0;
  box.setAttribute("aria-expanded", String(found.length > 0));
  box.removeAttribute("aria-activedescendant");
}

function choose(step) {
  const items = [...$("suggestions").children];
  picked = (picked + step + items.length + (picked < 0 && step < 0 ? 1 : 0)) % items.length;
  items.forEach((one, i) => one.setAttribute("aria-selected", String(i === picked)));
  items[picked].scrollIntoView({ block: "nearest" });
  box.setAttribute("aria-activedescendant", items[picked].id);
}

function fill(line) {
  box.value = drafts[me] = line;
  if (pane() !== "slack") choosePane("slack");
  box.focus();
  box.setSelectionRange(line.length, line.length);
  suggest();
}

$("box-form").addEventListener("submit", (event) => { event.preventDefault(); send(); });
box.addEventListener("input", () => { drafts[me] = box.value; suggest(); });
box.addEventListener("blur", suggest);
let breaks = true; // whether the key that was pressed last may break the line
box.addEventListener("beforeinput", (event) => { if (event.inputType === "insertLineBreak" && !breaks) event.preventDefault(); });
box.addEventListener("keydown", (event) => {
  breaks = event.shiftKey;
  const open = !$("suggestions").hidden;
  if (event.isComposing) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    if (open && picked >= 0) fill($("suggestions").children[picked].querySelector("b").textContent);
    else send();
  } else if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    choose(event.key === "ArrowDown" ? 1 : -1);
  } else if (open && event.key === "Escape") {
    event.preventDefault();
    $("suggestions").hidden = true;
    box.setAttribute("aria-expanded", "false");
  }
});

// People, panes and the clock.

function be(slack) {
  if (slack === me) return;
  drafts[me] = box.value;
  me = slack;
  outline = "";
  box.value = drafts[me] ?? "";
  listen();
}

$("people-list").addEventListener("keydown", (event) => {
  const at = state.people.findIndex((one) => one.slack === me), last = state.people.length - 1;
  const to = { ArrowDown: Math.min(at + 1, last), ArrowUp: Math.max(at - 1, 0), Home: 0, End: last }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  be(state.people[to].slack);
});

const narrow = window.matchMedia("(max-width: 899px)");
const panes = ["clock", "story", "people", "slack", "mail"];
const pane = () => document.querySelector(".panes").dataset.pane;

function choosePane(name) {
  document.querySelector(".panes").dataset.pane = name;
  for (const tab of document.querySelectorAll("[role=tab]")) {
    const on = tab.dataset.pane === name;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
  }
  if (name === "slack") $("messages").scrollTop = $("messages").scrollHeight;
}
for (const tab of document.querySelectorAll("[role=tab]")) {
  tab.addEventListener("click", () => choosePane(tab.dataset.pane));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const all = ["people", "slack", "mail"];
    const to = all[(all.indexOf(tab.dataset.pane) + step + 3) % 3];
    choosePane(to);
    $(`tab-${to}`).focus();
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "F6" || $("modal").open) return;
  event.preventDefault();
  const open = panes.filter((id) => !$(id).hidden);
  const at = open.findIndex((id) => $(id).contains(document.activeElement));
  const to = open[(at + (event.shiftKey ? -1 : 1) + open.length + (at < 0 && event.shiftKey ? 1 : 0)) % open.length];
  if (narrow.matches && ["people", "slack", "mail"].includes(to)) choosePane(to);
  ({ people: $("people-list"), slack: box }[to] ?? $(to)).focus();
});

const jumps = [...document.querySelectorAll("[data-by]")];
let passing = false;
async function pass(by) {
  passing = true;
  jumps.forEach((one) => one.setAttribute("aria-disabled", "true"));
  $("clock").classList.add("passing");
  await tell("move", { by });
  passing = false;
  $("clock").classList.remove("passing");
  jumps.forEach((one) => one.removeAttribute("aria-disabled"));
}
for (const jump of jumps) jump.addEventListener("click", () => jump.getAttribute("aria-disabled") || pass(jump.dataset.by));

const story = new Story({
  be, fill, pass, choosePane, el,
  as: () => state.me,
  narrow: () => narrow.matches,
  fail() {
    $("more").open = true;
    $("more").querySelector("button").focus();
  },
  outline(id) {
    outline = id;
    showMessages(state.messages);
  },
  node: { section: $("story"), steps: [...$("steps").children], card: $("card"), acts: $("story-acts"), skip: $("skip") },
});
choosePane("slack");
listen();
