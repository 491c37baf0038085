const CARRIER_FEED_URL = "https://quotes:fake-b83f50d1e6@feed.carriers.test/v2/labels";

/** The request that orders a label; sending it is for the caller. */
export const feedRequest = (order, address = CARRIER_FEED_URL) => {
  const url = new URL(address);
  const login = `${url.username}:${url.password}`;
  url.username = "";
  url.password = "";
  return {
    method: "POST",
    url: url.href,
    headers: { authorization: `Basic ${btoa(login)}`, "content-type": "application/json" },
    body: JSON.stringify({ reference: order.reference, weight: order.weight }),
  };
};
