import { describe, expect, test } from "vitest";
import { createKeyMask, maskTexts } from "../../src/engine/key-mask.ts";

describe("what an agent says", () => {
  test.each([
    ["OPENAI_API_KEY", "sk-proj-abcdef", "wrong: ***"],
    ["GITHUB_TOKEN", "ghp_abcdefgh", "wrong: ***"],
    ["MY_APIKEY", "abcdefghij", "wrong: ***"],
    ["OPENCODE_CONFIG_CONTENT", '{"provider":{"x":{"options":{"apiKey":"sk-inner-key"}}}}', "wrong: ***"],
    ["GOOGLE_APPLICATION_CREDENTIALS", "/home/me/login.json", null],
    ["API_KEY", "short", null],
    ["KEYBOARD", "pc105-layout", null],
    ["LANG", "en_GB.UTF-8", null],
  ])("%s=%s", (name, value, masked) => {
    const key = value.match(/sk-inner-key/)?.[0] ?? value;
    const said = `wrong: ${key}`;
    expect(createKeyMask({}, { [name]: value })(said)).toBe(masked ?? said);
  });

  test("is masked in plain data at any depth, and nothing else is touched", () => {
    const mask = createKeyMask({ A_KEY: "sk-12345" });
    const data = { score: 1, none: null, findings: [{ title: 'uses sk-12345 "twice"', line: 3 }] };
    expect(maskTexts(data, mask)).toEqual({
      score: 1,
      none: null,
      findings: [{ title: 'uses *** "twice"', line: 3 }],
    });
  });

  test("is masked for the longest key first", () => {
    const mask = createKeyMask({ A_KEY: "sk-12345", B_KEY: "sk-12345-more" });
    expect(mask("sk-12345-more and sk-12345")).toBe("*** and ***");
  });
});
