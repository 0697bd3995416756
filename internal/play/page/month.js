// Shows a month of the person's calendar, which they can turn.
import { $, el } from "/play/dom.js";

let turned = 0; // months away from today's

// showMonth shows the month of today, or the one the person turned to, with the
// days on which something stands in the calendar.
export function showMonth(today, calendar) {
  const turn = (by) => {
    turned += by;
    showMonth(today, calendar);
  };
  const now = new Date(`${today.slice(0, 7)}-01T00:00:00Z`);
  now.setUTCMonth(now.getUTCMonth() + turned);
  const year = now.getUTCFullYear(), month = now.getUTCMonth() + 1;
  const busy = new Set(calendar.map((one) => one.day));
  const weekend = [...busy].some((day) => day.startsWith(now.toISOString().slice(0, 7)) && [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()));
  const name = new Date(Date.UTC(year, month - 1, 1)).toLocaleString("en-US", { month: "long", year: "numeric", timeZone: "UTC" });
  const rows = [];
  const day = new Date(Date.UTC(year, month - 1, 1));
  day.setUTCDate(1 - ((day.getUTCDay() + 6) % 7));
  while (day.getUTCMonth() === (month + 10) % 12 || day.getUTCMonth() === month - 1) {
    const row = el("tr");
    for (let i = 0; i < 7; i++, day.setUTCDate(day.getUTCDate() + 1)) {
      if (i > 4 && !weekend) continue; // school days
      const iso = day.toISOString().slice(0, 10);
      const inside = day.getUTCMonth() === month - 1;
      row.append(el("td", { class: inside && `${iso === today ? "today" : ""} ${busy.has(iso) ? "busy" : ""}` },
        el("span", { text: inside ? String(day.getUTCDate()) : "",
          "aria-label": inside && (iso === today || busy.has(iso)) ? `${day.getUTCDate()}${iso === today ? ", today" : ""}${busy.has(iso) ? ", a meeting" : ""}` : null,
          role: inside && (iso === today || busy.has(iso)) ? "img" : null })));
    }
    if ([...row.cells].some((cell) => cell.textContent)) rows.push(row);
  }
  const head = ["Mo", "Tu", "We", "Th", "Fr", ...(weekend ? ["Sa", "Su"] : [])].map((one) => el("th", { scope: "col", text: one }));
  const had = $("month").contains(document.activeElement) && document.activeElement.className;
  $("month").replaceChildren(
    el("div", { class: "turns" }, el("span", { id: "month-name", text: name }),
      el("button", { type: "button", class: "earlier", "aria-label": "Earlier month", text: "‹", onclick: () => turn(-1) }),
      el("button", { type: "button", class: "later", "aria-label": "Later month", text: "›", onclick: () => turn(1) })),
    el("table", { "aria-labelledby": "month-name" }, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...rows)));
  if (had) $("month").getElementsByClassName(had)[0]?.focus();
}
