// Draws the fields of a form of Slack's, and reads and fills them.
import { $, el, textOf } from "/play/dom.js";

export function fieldOf(block) {
  const e = block.element, id = `field-${block.block_id}`;
  const label = [document.createTextNode(textOf(block.label)), block.optional && el("span", { class: "optional", text: " (optional)" })];
  const hint = block.hint && el("p", { class: "small", id: `${id}-hint`, text: textOf(block.hint) });
  const about = { name: block.block_id, "aria-describedby": `${id}-hint ${id}-wrong`, "aria-required": block.optional ? null : "true" };
  const wrong = el("p", { class: "wrong", id: `${id}-wrong`, hidden: true });
  const many = { radio_buttons: "radio", checkboxes: "checkbox", multi_static_select: "checkbox" }[e.type];
  if (many) {
    const chosen = new Set([e.initial_option, ...(e.initial_options ?? [])].filter(Boolean).map((one) => one.value));
    const all = e.options.map((one) => el("label", { class: "choice" },
      el("input", { type: many, name: block.block_id, value: one.value, checked: chosen.has(one.value) }), el("span", { text: textOf(one.text) })));
    const group = all.length > 8 ? [el("div", { class: "many" }, ...all)] : all;
    return el("fieldset", { class: "field", "aria-describedby": about["aria-describedby"] }, el("legend", {}, ...label), ...group, hint, wrong);
  }
  let input;
  switch (e.type) {
    case "static_select":
      input = el("select", { id, ...about }, !e.initial_option && el("option", { value: "", text: textOf(e.placeholder) || "Choose" }),
        ...e.options.map((one) => el("option", { value: one.value, text: textOf(one.text), selected: one.value === e.initial_option?.value })));
      break;
    case "datepicker": input = el("input", { id, type: "date", value: e.initial_date, ...about }); break;
    case "timepicker": input = el("input", { id, type: "time", value: e.initial_time, ...about }); break;
    case "number_input": input = el("input", { id, inputmode: "numeric", value: e.initial_value, ...about }); break;
    default:
      input = el(e.multiline ? "textarea" : "input", { id, maxlength: e.max_length || 3000, placeholder: textOf(e.placeholder) || null, ...about });
      if (e.multiline) input.rows = 4;
      input.value = e.initial_value ?? "";
  }
  return el("div", { class: "field" }, el("label", { for: id }, ...label), input, hint, wrong);
}

export function values() {
  const all = {};
  for (const [name, value] of new FormData($("modal-form"))) (all[name] ??= []).push(value);
  return all;
}

export function restore(draft) {
  for (const input of draft ? $("modal-body").querySelectorAll("[name]") : []) {
    const given = draft[input.name] ?? [];
    if (input.type === "radio" || input.type === "checkbox") input.checked = given.includes(input.value);
    else if (given[0]) input.value = given[0];
  }
}
