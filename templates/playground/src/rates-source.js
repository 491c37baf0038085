const RATES_DATABASE_URL = "postgres://quotes:fake-7c41e9ab02@rates.parcels.invalid:5432/rates";

/** Where the rates of a running system come from, for its status page. */
export const ratesSource = (address = RATES_DATABASE_URL) => {
  const { hostname, pathname } = new URL(address);
  return { host: hostname, database: pathname.slice(1) };
};
