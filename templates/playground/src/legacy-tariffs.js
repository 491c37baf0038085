// The tariffs of 2019, from before the rate tables. Kept "for a while" when the tables came.

const steps = [
  { upTo: 0.5, domestic: 390, europe: 890, world: 1690 },
  { upTo: 1, domestic: 450, europe: 990, world: 1990 },
  { upTo: 2, domestic: 490, europe: 1190, world: 2490 },
  { upTo: 5, domestic: 690, europe: 1590, world: 4190 },
  { upTo: 10, domestic: 890, europe: 2290, world: 6990 },
  { upTo: 20, domestic: 1490, europe: 3690, world: 11990 },
  { upTo: 30, domestic: 1990, europe: 4990, world: 17990 },
];

const extras = {
  registered: 250,
  returnReceipt: 220,
  cashOnDelivery: 590,
  saturday: 1200,
  bulky: 2300,
};

const holidays = ["01-01", "05-01", "10-03", "12-25", "12-26"];

export const findStep = (weight) => {
  const step = steps.find((candidate) => weight <= candidate.upTo);
  if (step === undefined) throw new Error(`No tariff for ${weight} kg.`);
  return step;
};

export const legacyPrice = (weight, zone, wanted = []) => {
  const step = findStep(weight);
  let cents = step[zone];
  for (const name of wanted) {
    cents += extras[name] ?? 0;
  }
  return cents;
};

export const isHoliday = (date) => {
  const month = String(date.getUTCMonth() + 1).padStart(2, "0");
  const day = String(date.getUTCDate()).padStart(2, "0");
  return holidays.includes(`${month}-${day}`);
};

export const nextWorkingDay = (date) => {
  const next = new Date(date);
  do {
    next.setUTCDate(next.getUTCDate() + 1);
  } while (next.getUTCDay() === 0 || isHoliday(next));
  return next;
};

export const legacyLabel = (order) =>
  [
    `Reference: ${order.reference}`,
    `Weight:    ${order.weight} kg`,
    `Zone:      ${order.zone}`,
    `Price:     ${(legacyPrice(order.weight, order.zone, order.extras) / 100).toFixed(2)}`,
  ].join("\n");
