// FIXME: customers write these formulas themselves, so they can run anything
/** Turns a formula such as "cents > 5000 ? 10 : 0" into a discount in percent. */
export const discountFrom = (formula) => {
  const calculate = new Function("cents", `return (${formula});`);
  return (cents) => {
    const percent = calculate(cents);
    if (typeof percent !== "number") throw new Error(`The discount "${formula}" gives no number.`);
    return Math.min(Math.max(percent, 0), 50);
  };
};
