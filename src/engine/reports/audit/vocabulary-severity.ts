import type { Severity } from "../../domain/severity.ts";

/** Level names, lower case and without accents, in the languages agents write in. */
export const severityWords: readonly (readonly [Severity, string])[] = [
  [
    "P0",
    `critical, crit, criticals, blocker, blockers, blocking, showstopper, catastrophic, severe,
     critico, critica, criticos, criticas, bloqueante, bloqueantes, bloqueador, bloqueadores,
     bloqueadora, critique, critiques, bloquant, bloquants, bloquante, kritisch, kritische, kritischer,
     kritisches, kritischen, blockierend, blockierende, critici, critiche, bloccante, bloccanti,
     严重, 致命, 紧急, 高危严重, 危急, 阻断, 阻塞, 嚴重, 重大, クリティカル, 致命的, 緊急, 치명적, 심각`,
  ],
  [
    "P1",
    `high, highs, major, majors, important, alto, alta, altos, altas, importante, importantes, mayor, mayores,
     grave, graves, gravi, elevado, elevada, elevados, elevadas, eleve, elevee, eleves, elevees, haute, hautes, majeur,
     majeure, majeurs, majeures, alti, hoch, hohe, hoher, hohes, hohen, wichtig, wichtige, schwerwiegend,
     schwerwiegende, urgent, urgente, urgentes, alte, maggiore, 高, 高危, 高优先级, 高风险, 较高, 重要, 主要, 높음`,
  ],
  [
    "P2",
    `medium, mediums, med, moderate, moderated, warning, warnings, advertencia, advertencias, aviso, avisos,
     medio, media, medios, medias, moderado, moderada, moderados, moderadas, medianas,
     mediana, medianos, mediano, moyen, moyenne, moyens, moyennes, modere, moderee, avertissement, avertissements,
     mittel, mittlere, mittlerer, mittleres, mittleren, warnung, warnungen, moderata, moderato, moderati, medi, medie,
     中, 中等, 中危, 中优先级, 中风险, 中级, 一般, 警告, 보통`,
  ],
  [
    "P3",
    `low, lows, minor, minors, bajo, baja, bajos, bajas, menor, menores, baixo, baixa, baixos, baixas, leve, leves,
     faible, faibles, mineur, mineure, mineurs, mineures, bas, basse, niedrig, niedrige, niedriger,
     niedriges, niedrigen, gering, geringe, geringer, basso, bassa, bassi, minore, minori,
     enhancement, enhancements, improvement, improvements, 低, 低危, 低优先级, 低风险, 轻微, 次要, 低级, 軽微, 낮음`,
  ],
  [
    "P4",
    `info, informational, information, informative, informativo, informativa, informativos, informativas, nit, nits,
     nitpick, nitpicks, nitpicky, trivial, cosmetic, cosmetico, cosmetica, cosmeticos, note, notes, nota, notas,
     informacional, informacionais, informatif, informative, informationnel, hinweis, hinweise, kosmetisch,
     informativi, 提示, 信息, 信息性, 参考, 情報`,
  ],
];

/** What should be done with a group of items, where it names no level. */
export const severityHints: readonly (readonly [Severity, string])[] = [
  [
    "P0",
    `must fix, what must change, what must be fixed, before launch, before release, before production,
     before deployment, before going live, must fix before merge, must fix before merging, must fix before release, fix before merge,
     fix before merging, required before merge, blocking merge, must address, must change, must have, needs fixing, fix immediately, fix before, fix now, must be fixed, must resolve, bloquea, bloquean, go live blockers,
     必须改, 必须修复, 必须, 必改, 必修, 立即修复, 必須`,
  ],
  [
    "P1",
    "should fix, what should change, what should be fixed, should fix before merge, should address, should change, should improve, should be fixed, fix soon, strongly recommended, 应该修复, 应改, 应该改, 尽快修复",
  ],
  ["P2", "consider fixing, could fix, 建议改, 建议修改, 建议修复"],
  [
    "P3",
    `nice to have, nice to haves, could improve, optional, opcional, opcionales, facultatif, mejora, mejoras,
     melhoria, melhorias, sugerencia, sugerencias, suggestion, suggestions, sugestao, sugestoes, verbesserung,
     verbesserungen, amelioration, ameliorations, 可选, 优化, 可改进, 改进`,
  ],
];

/** Levels as coloured signs. The warning sign is only a level where a level is expected. */
export const severitySigns: ReadonlyMap<string, Severity> = new Map([
  ["🔴", "P0"],
  ["⛔", "P0"],
  ["🛑", "P0"],
  ["🟥", "P0"],
  ["🟠", "P1"],
  ["🟧", "P1"],
  ["🟡", "P2"],
  ["🟨", "P2"],
  ["🟢", "P3"],
  ["🔵", "P3"],
  ["🟩", "P3"],
  ["🟦", "P3"],
  ["⚪", "P4"],
  ["ℹ", "P4"],
]);

export const warningSign = "⚠";
