import type { Key } from "ink";
import type { Binding, KeyFacts, Scope } from "./binding.ts";
import { type ActionId, bindings, type KnownBinding } from "./keymap.ts";

const specialKeys = [
  ["upArrow", "up"],
  ["downArrow", "down"],
  ["leftArrow", "left"],
  ["rightArrow", "right"],
  ["pageUp", "pageup"],
  ["pageDown", "pagedown"],
  ["home", "home"],
  ["end", "end"],
  ["return", "enter"],
  ["escape", "esc"],
  ["tab", "tab"],
  ["backspace", "backspace"],
  ["delete", "backspace"],
] as const satisfies readonly (readonly [keyof Key, string])[];

/** One name for a key press: "y", "G", "space", "shift+tab", "ctrl+c". Letters carry their own case. */
export const nameOfKey = (input: string, key: Key): string => {
  const special = specialKeys.find(([flag]) => key[flag] === true);
  if (special !== undefined) return `${key.shift ? "shift+" : ""}${special[1]}`;
  if (key.ctrl) return `ctrl+${input}`;
  return input === " " ? "space" : input;
};

export type Match =
  | { readonly kind: "action"; readonly id: ActionId }
  | { readonly kind: "disabled"; readonly reason: string }
  | { readonly kind: "none" };

const reasonOf = (binding: Binding, facts: KeyFacts): string | null => binding.disabled?.(facts) ?? null;

/** The action of a key; when only disabled ones listen to it, the reason of the last. */
export const matchKey = (name: string, scopes: readonly Scope[], facts: KeyFacts): Match => {
  let disabled: Match = { kind: "none" };
  for (const scope of scopes) {
    for (const binding of bindings as readonly KnownBinding[]) {
      if (binding.scope !== scope || !(binding.keys as readonly string[]).includes(name)) continue;
      const reason = reasonOf(binding, facts);
      if (reason === null) return { kind: "action", id: binding.id };
      disabled = { kind: "disabled", reason };
    }
  }
  return disabled;
};

/** The bindings worth showing in the footer: those that work now and have a word. */
export const hintsFor = (scopes: readonly Scope[], facts: KeyFacts): readonly Binding[] => {
  const taken = new Set<string>();
  return scopes
    .flatMap((scope) => (bindings as readonly Binding[]).filter((binding) => binding.scope === scope))
    .filter((binding) => {
      const isNew = binding.keys.every((key) => !taken.has(key));
      if (reasonOf(binding, facts) !== null) return false;
      for (const key of binding.keys) taken.add(key);
      return isNew && binding.hint !== undefined;
    });
};
