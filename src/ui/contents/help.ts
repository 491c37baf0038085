import type { Binding } from "../binding.ts";
import { pad, widthOf } from "../cells.ts";
import { bindings, scopeTitles } from "../keymap.ts";
import { blank, type Line, span } from "../line.ts";
import { type Content, text } from "./content.ts";

const group = (title: string): readonly Binding[] => {
  const scopes = scopeTitles.filter(([, each]) => each === title).map(([scope]) => scope);
  return scopes.flatMap((scope) =>
    (bindings as readonly Binding[]).filter((binding) => binding.scope === scope),
  );
};

/** Every key that the keymap has, by where it works. */
export const helpContent = (): Content => {
  const titles = [...new Set(scopeTitles.map(([, title]) => title))];
  const widest = Math.max(...bindings.map((binding) => widthOf(binding.label)));
  return text(
    titles.flatMap((title, index): readonly Line[] => [
      ...(index === 0 ? [] : [blank]),
      [span(title, "title")],
      ...group(title).map(
        (binding): Line => [span(`  ${pad(binding.label, widest)}  `, "key"), span(binding.description)],
      ),
    ]),
  );
};
