/** What an address is opened for: a page that a server wants to show, or signing in. */
export type AddressUse = "page" | "signIn";

/**
 * The address, if a browser may be sent there: `http:` or `https:`, with no user name that could pass for a host, and for
 * signing in over TLS or to this machine. Any other scheme would start some program, with whatever the server has written.
 */
export function webAddress(written: string | URL, use: AddressUse): URL | undefined {
  const text = String(written);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return undefined;
  if (url.username !== "" || url.password !== "") return undefined;
  return use === "page" || isPrivate(url) ? url : undefined;
}

/** Whether nobody on the way can read what is sent there. */
export function isPrivate({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/i.test(hostname);
}
