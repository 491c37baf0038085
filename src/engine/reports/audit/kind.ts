import type { ReportKind } from "../report.ts";

/** Watches lines go by and says at the end what kind of text they were. */
export type KindWatcher = {
  readonly push: (line: string) => void;
  readonly kind: (found: { readonly score: boolean; readonly findings: number }) => ReportKind;
};

const placeholder =
  /\[(?:X+|N+|Y+|n|x|##|score|puntaje|puntuaci[oó]n)\]\s*\/\s*\d|\b[XN]{1,2}\/(?:10|100|25|20)\b|_{2,}\s*\/\s*\d|\{\{[^{}]{1,40}\}\}|\[(?:TODO|PLACEHOLDER|DATE|FECHA|NAME|NOMBRE|YYYY-MM-DD|INSERT[^\]]{0,30}|your [^\]]{1,30}|describe[^\]]{0,30}|description|descripci[oó]n|file:line)\]|<(?:file|path|score|date|severity|description|name|archivo)>|\$\{[A-Z_]{2,30}\}/;
const address =
  /^\W*(?:you are (?:an?|the)\s|eres (?:un|una|el|la)\s|act as\s|act[uú]a como\s|your (?:task|role|job|goal|mission) is|tu (?:tarea|rol|misi[oó]n|objetivo) es|voc[eê] [eé] um|tu es un|du bist ein|你是(?:一|资)|please (?:review|audit|analy[sz]e|perform))/i;
const promptLabel =
  /^\W*(?:role|rol|objective|objetivo|task|tarea|deliverables?|entregables?|output format|formato de salida|expected output|instructions?|instrucciones|constraints|restricciones|rules|acceptance criteria|criterios de auditor[ií]a|your task|system prompt|输出格式|任务|角色)(?:\s*\([^()]{1,30}\))?\W*(?:[:：]|$)/i;
const toolLine =
  /^\s{0,4}(?:[✓✔✗●⏺⎿↪└│├❯∙]\s|\$ \S|(?:exec|thinking|codex|user|assistant|tool)\s*$|tokens used|total (?:usage|duration|code changes)|\[\d{4}-\d\d-\d\d[T ]\d\d:\d\d|(?:Read|Bash|Edit|Write|Grep|Glob|Task|Search)\(|Running\s|> (?:exec|run)\b|workdir:|session id:|(?:Error executing tool|Tool (?:call|result)))/i;
const failure =
  /^\W*(?:error\b|fatal\b|traceback|exception|panic|uncaught|unhandled|(?:bash|zsh|sh): |command not found|rate limit|quota exceeded|unauthori[sz]ed|timed? ?out|killed|aborted|segmentation fault|api error|invalid api key|authentication|connection (?:refused|reset)|no such file)/i;

/** What only an unfilled form has: nobody leaves these in a report. */
const blank =
  /\[(?:X+|N+|score|puntaje)\]\s*\/\s*\d|_{2,}\s*\/\s*\d|\b(?:YYYY-MM-DD|AAAA-MM-DD|DD\/MM\/(?:YYYY|AAAA))\b|<(?:title|titulo|name|nombre|description|descripci[oó]n|severity|file|score|date|project)>|\bpath\/to\/\w|\[(?:title|t[ií]tulo|description|descripci[oó]n|name|nombre|date|fecha|agent|severity|file:line|project name)\]|\|\s*_{2,}\s*\|/i;

const watchedLines = 600;
const shortReport = 60;

const signs = {
  headings: /^#{1,6}\s/,
  placeholders: placeholder,
  blanks: blank,
  addressed: address,
  tools: toolLine,
  failures: failure,
};
const namedSigns = Object.entries(signs);
type Sign = keyof typeof signs;

export const createKindWatcher = (): KindWatcher => {
  const labels = new Set<string>();
  const seen: Record<Sign, number> = {
    headings: 0,
    placeholders: 0,
    blanks: 0,
    addressed: 0,
    tools: 0,
    failures: 0,
  };
  let lines = 0;

  const push = (line: string): void => {
    if (lines >= watchedLines || line.trim() === "") return;
    lines += 1;
    const bounded = line.slice(0, 200);
    for (const [name, pattern] of namedSigns) if (pattern.test(bounded)) seen[name as Sign] += 1;
    const label = promptLabel.exec(bounded)?.[0];
    if (label !== undefined) labels.add(label.toLowerCase().replace(/\W+/g, ""));
  };

  const isPrompt = (score: boolean): boolean => {
    const { placeholders, addressed } = seen;
    const weight = Math.min(placeholders, 4) + 2 * Math.min(addressed, 1) + labels.size;
    return weight >= (score ? 6 : 4) && placeholders + addressed > 0 && labels.size + addressed > 0;
  };

  const isForm = (score: boolean): boolean => !score && seen.blanks >= 4 && seen.blanks * 10 >= lines;

  const isCrash = (findings: number): boolean =>
    lines === 0 || (seen.failures > 0 && findings === 0 && seen.headings < 2 && lines < shortReport);

  const kind: KindWatcher["kind"] = ({ score, findings }) => {
    if (isPrompt(score) || isForm(score) || isCrash(findings)) return "not-a-report";
    return seen.tools >= 5 && seen.tools * 12 >= lines ? "transcript" : "report";
  };

  return { push, kind };
};
