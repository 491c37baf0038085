import type { RunOutcome } from "../../engine/domain/words.ts";

type Sign = readonly [RunOutcome, RegExp];

/** Words that are certain, whatever the status. The first that fits counts. */
const certain: readonly Sign[] = [
  // Codex where the machine lets nobody make a namespace (containers, hardened systems): waiting mends nothing.
  [
    "refused",
    /fs sandbox helper failed|building bubblewrap|\bbwrap: |permissions? to create (?:a )?new namespace/i,
  ],
  [
    "context-too-long",
    /prompt is too long|context[ _]?(?:length|window|overflow)|maximum context|(?:input|prompt) (?:token count|length|tokens?)\b.{0,40}exceed|too many (?:input |prompt )?tokens|(?:request|prompt|input|payload|content|message)s?(?: entity| size| body)? (?:is |was |are )?too (?:large|long|big)|payload size exceeds|exceeds the (?:maximum size|model's|context)|reduce the (?:length|size) of|room in the model's context|string too long|rejected the prompt as too long/i,
  ],
  [
    "turn-limit",
    /max(?:imum)?[ _](?:number of )?(?:session[ _])?(?:turns|steps)|turn limit|loop detected|output token (?:maximum|limit)|max(?:imum)?_?(?: )?output[ _]tokens|cut off at the .{0,20}limit/i,
  ],
  [
    "not-logged-in",
    /not (?:logged|signed) in|please (?:run )?\S*(?:log|sign)[ -]?in|\/login\b|missing environment variable|(?:set|no|select) (?:an? )?auth(?:entication)? (?:method|type)|no (?:api key|credentials|authentication)|missing (?:bearer|api key|authorization|authentication|credentials)|login required|authentication required|invalid auth method|api[ _]key (?:is )?(?:not set|missing|required)|did ?n[o']t provide an api key/i,
  ],
  [
    "quota-exhausted",
    /insufficient[_ ](?:quota|funds|credits?|balance)|credit balance|usage limit|(?:out of|run out of|no|not enough) (?:credits|tokens left)|(?:add|buy|purchase) (?:more )?credits|spending (?:limit|cap)|payment required|billing[_ ](?:hard|error|not active)|exceeded your (?:monthly|weekly|daily)|(?:monthly|weekly|daily|session|5-hour) (?:token |request |usage )?(?:limit|quota|allowance)|hit your (?:usage |session )?limit|exhausted your (?:daily )?(?:quota|capacity)|premium request|quota (?:has been |is |was )?(?:used up|exhausted)|subscription (?:has )?(?:expired|ended)|account (?:is |has been )?(?:suspended|deactivated|disabled)/i,
  ],
  [
    "wrong-key",
    /(?:invalid|incorrect|wrong|bad|expired|revoked|disabled)[ _-](?:x-)?(?:api[ _-]?|auth(?:entication|orization)?[ _-]?|access[ _-]?|bearer[ _-]?)(?:key|token|credentials?)|api[ _]key (?:not valid|not found|(?:has )?expired|is invalid|(?:has been )?(?:revoked|disabled))|authentication[_ ](?:error|failed|fails)|(?:bad|invalid) credentials|unauthenticated|token (?:has )?(?:been )?(?:expired|revoked)|invalid x-api-key/i,
  ],
  [
    "unknown-model",
    /model[_ ]not[_ ](?:found|supported|exist|available)|(?:unknown|unsupported|invalid|no such|unrecognized) model|model\b.{0,80}\b(?:not found|does(?: not|n't) exist|may not exist|is not (?:supported|available|valid|found)|(?:was|has been) (?:retired|deprecated|shut ?down|removed)|not supported)|models\/\S+ is not found|(?:no access to|issue with) the (?:selected )?model|not_found_error.{0,60}model|no endpoints found/i,
  ],
  [
    "too-old",
    /(?:client|cli|app|your) version\b.{0,60}(?:too old|no longer supported|unsupported|outdated)|(?:update|upgrade) (?:to|your).{0,30}(?:version|cli\b|client)|minimum (?:supported |required )?version|requires? a newer version/i,
  ],
  [
    "refused",
    /usage polic|content[ _](?:polic|filter)|acceptable use|safety|prohibited|moderation|flagged (?:as|for|by)|(?:model|request|response|prompt) (?:was )?(?:refused|declined|blocked)(?! by a? ?(?:gateway|proxy|firewall))|refusal|invalid prompt/i,
  ],
];

const unsure: readonly Sign[] = [
  [
    "rate-limited",
    /rate[ _-]?limit|too many requests|resource[_ ](?:has been )?exhausted|throttl|quota|\b429\b/i,
  ],
  ["wrong-key", /\b401\b|unauthori[sz]ed|forbidden|\b403\b|permission[_ ]denied/i],
  [
    "server-error",
    /\b(?:5\d\d|529)\b|overloaded|server[_ ]error|internal error|high demand|bad gateway|unavailable|gateway timeout|stream (?:disconnected|closed|ended|error)|connection|socket|network|fetch failed|econn\w+|enotfound|eai_again|terminated|timed? ?out|premature|aborted|hang up/i,
  ],
  // What answers is no model: the page of a proxy or half an answer.
  [
    "server-error",
    /(?:malformed|invalid|incomplete|empty|unexpected|truncated) (?:json|response|answer|stream|body)|empty or malformed|json (?:parse|parsing) error|incomplete json|(?:end|eof) (?:of|while parsing)\b.{0,20}|not valid json|stream chunk|without (?:sending )?any (?:chunks|content)|finish[_ ]reason|failed to (?:finalize|get (?:a )?response)|no response (?:was )?(?:returned|received)|no candidates/i,
  ],
];

const find = (signs: readonly Sign[], text: string): RunOutcome | null =>
  signs.find(([, pattern]) => pattern.test(text))?.[0] ?? null;

/** Null when no word in it tells for certain what it was. */
export const certainOutcome = (text: string): RunOutcome | null => find(certain, text);

export const likelyOutcome = (text: string): RunOutcome | null => find(unsure, text);

/** Statuses that say enough, and the words that may say it better. */
const byStatus: Readonly<Record<number, readonly [RunOutcome, readonly RunOutcome[]]>> = {
  401: ["wrong-key", ["not-logged-in"]],
  402: ["quota-exhausted", []],
  403: ["wrong-key", ["not-logged-in", "quota-exhausted", "unknown-model", "too-old", "refused"]],
  // A timeout, a conflict, too early: they pass by themselves.
  408: ["server-error", []],
  409: ["server-error", []],
  413: ["context-too-long", []],
  425: ["server-error", []],
  426: ["too-old", []],
  429: ["rate-limited", ["quota-exhausted"]],
};

export const outcomeOfStatus = (status: number, text: string): RunOutcome | null => {
  if (status < 400) return null;
  if (status >= 500) return "server-error";
  const said = certainOutcome(text);
  const [usual, better] = byStatus[status] ?? [null, null];
  if (usual !== null) return said !== null && better.includes(said) ? said : usual;
  return said ?? (status === 404 ? "unknown-model" : null);
};
