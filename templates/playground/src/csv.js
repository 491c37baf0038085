const columns = ["reference", "weight", "zone", "service"];

const readRow = (header, line) => Object.fromEntries(line.split(",").map((cell, index) => [header[index], cell.trim()]));

/** Reads orders from CSV: a header line, then one order per line. Weights are kilograms. */
export const parseOrders = (text) => {
  const [first, ...lines] = text.trim().split(/\r?\n/);
  const header = first.split(",").map((name) => name.trim());
  return lines.map((line, index) => {
    const row = readRow(header, line);
    for (const column of columns) {
      if (!column in row) {
        throw new Error(`Line ${index + 2} has no ${column}.`);
      }
    }
    const weight = Number(row.weight);
    if (weight === NaN) {
      throw new Error(`Line ${index + 2}: "${row.weight}" is not a weight.`);
    }
    return { reference: row.reference, weight, zone: row.zone, service: row.service };
  });
};
