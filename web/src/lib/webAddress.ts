/** An address that may become a link, with the host that it leads to; anything but http and https is none. */
export function webAddress(address: string | null | undefined): { href: string; host: string } | null {
  if (!address) return null;
  try {
    const { protocol, href, host } = new URL(address);
    return protocol === 'https:' || protocol === 'http:' ? { href, host: host.replace(/^www\./, '') } : null;
  } catch {
    return null;
  }
}
