// The story fills in and points; every press is the real one. Any other press
// is fine: then it waits.

const first = (people, word) => people.find((one) => one.name.startsWith(word));

export class Story {
  constructor(page) {
    this.page = page;
    this.at = sessionStorage.getItem("story") === "over" ? "over" : "log";
    this.ready = false;
    this.seen = 0;
    page.node.skip.addEventListener("click", () => this.end());
    if (this.at === "over") this.draw();
  }

  // who is the person whose turn it is.
  who(state) {
    return first(state.people, { log: "Carl", logged: "Carl", ask: "Sam", asked: "Sam", plan: "Carl", planned: "Carl" }[this.at] ?? "Ada");
  }

  look(state) {
    this.state = state;
    if (this.at === "over") return;
    if (!this.ready) {
      this.ready = true;
      this.enter("log");
    }
    if (this.who(state)?.slack === state.me.slack) this.advance(state);
    this.draw();
  }

  // advance goes on when what the card asks for has happened.
  advance(state) {
    const fresh = state.messages.slice(this.seen);
    const said = (words) => fresh.find((one) => one.kind !== "typed" && one.words.includes(words));
    if (this.at === "log" && said("Logged.")) {
      this.page.outline(said("Logged.").id);
      this.enter("logged");
    } else if (this.at === "ask" && (said("Asked.") || JSON.stringify(state.view ?? "").includes("Asked."))) this.enter("asked");
    else if (this.at === "plan" && said("Planned:")) this.enter("planned");
    else if (this.at === "answer" && said("You said yes")) this.enter("answered");
    else if (this.at === "answered" && state.people.find((one) => one.slack === state.me.slack).got > this.got) this.enter("circle");
  }

  // enter begins a part: it picks the person and fills in the box.
  enter(part) {
    this.at = part;
    const person = this.who(this.state);
    if (!person) return this.end();
    this.got = person.got;
    const line = { log: "/par log @Maria yesterday 45m co-planned unit 3, 2.6", ask: "/par visit",
      plan: "/par meet @Maria initial-triad 2025-10-16 15:00 45m Room 12" }[part];
    const other = this.state.me.slack !== person.slack;
    if (line || part === "answer") {
      this.seen = other ? 0 : this.state.messages.length;
      if (part === "answer") this.seen = 0;
    }
    if (other) this.page.be(person.slack);
    if (line) this.page.fill(line);
    this.draw();
  }

  next() {
    const ada = first(this.state.people, "Ada");
    if (this.at === "logged") this.enter("ask");
    else if (this.at === "asked") this.enter(ada?.entries ? "answer" : "plan");
    else if (this.at === "planned") this.enter("answer");
  }

  form(view) {
    const topic = document.getElementById("field-topic");
    if (this.at === "ask" && topic && !topic.value && view.submit) topic.value = "group work";
  }

  end() {
    this.at = "over";
    sessionStorage.setItem("story", "over");
    this.draw();
    document.getElementById("box").focus();
  }

  // peek shows somebody else's window; the story waits.
  peek(word) {
    return () => this.page.be(first(this.state.people, word).slack);
  }

  draw() {
    const { section, steps, card, acts } = this.page.node;
    section.hidden = this.at === "over";
    this.page.node.skip.hidden = this.at === "circle";
    if (section.hidden || !this.state) return;
    const step = { log: 0, logged: 0, ask: 1, asked: 1 }[this.at] ?? 2;
    steps.forEach((one, i) => {
      one.classList.toggle("done", i < step || this.at === "circle");
      if (i === step && this.at !== "circle") one.setAttribute("aria-current", "step");
      else one.removeAttribute("aria-current");
    });
    const waits = this.who(this.state)?.slack !== this.state.me.slack;
    const words = waits ? "The story waits here." : this.words();
    const offers = waits ? [["Back to it", () => this.page.be(this.who(this.state).slack), true], ...(this.done() ? [["Next", () => this.next()]] : [])] : this.offers();
    if (card.textContent !== words) card.textContent = words;
    const sign = offers.map(([name]) => name).join("|");
    if (acts.dataset.sign === sign) return;
    acts.dataset.sign = sign;
    const had = acts.contains(document.activeElement);
    acts.replaceChildren(...offers.map(([name, does, main]) => this.page.el("button", { type: "button", text: name, class: main && "main", onclick: does })));
    if (had) (acts.querySelector("button") ?? document.getElementById("box")).focus();
  }

  done() { return this.at === "logged" || this.at === "asked" || this.at === "planned"; }

  words() {
    return {
      log: "You are Carl Tran, Maria’s mentor. You met yesterday. Press Enter.",
      logged: "Logged. The principal sees that you met, nothing more.",
      ask: "You are Sam Ortiz, a teacher without a case. Press Enter, then Ask in the form.",
      asked: "Asked. It waits on Dora’s list; Ada’s shows nothing.",
      plan: "You are Carl again. Plan a meeting with Maria and her principal. Press Enter.",
      planned: "Planned. Everybody is invited by mail; calendars show only “Meeting”.",
      answer: "You are Ada Park, the principal. Open the invitation in your mail, then press Yes.",
      answered: "Carl sees your yes. Now let time pass.",
      circle: "That is the whole circle. Carry on freely, or make something fail.",
    }[this.at];
  }

  offers() {
    const next = ["Next", () => this.next(), true];
    return {
      logged: [["Look over Ada’s shoulder", this.peek("Ada")], next],
      asked: [["Dora’s window", this.peek("Dora")], ["Ada’s window", this.peek("Ada")], next],
      planned: [next],
      answered: [["To the next notice", () => this.page.pass("next"), true]],
      circle: [["Make something fail", () => this.page.fail()], ["Close the story", () => this.end(), true]],
    }[this.at] ?? [];
  }
}
