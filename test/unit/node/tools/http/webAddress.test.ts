import { describe, expect, it } from "vitest";

import { webAddress } from "../../../../../src/node/tools/http/webAddress";

describe("an address that a server wants opened", () => {
  it.each([
    "ms-officecmd://login.microsoftonline.com/x",
    "file:///etc/passwd",
    "FILE:///etc/passwd",
    "vscode://a.b/c",
    "javascript:alert(1)",
    "data:text/html,x",
    "command:workbench.action.quit",
    " mailto:a@b",
    "//example.org/x",
    "example.org",
    "https://accounts.google.com@example.org/",
    "",
  ])("is not opened: %s", (address) => {
    expect(webAddress(address, "page")).toBeUndefined();
    expect(webAddress(address, "signIn")).toBeUndefined();
  });

  it.each(["https://example.org/x?y=%2F", "http://127.0.0.1:8080/", "http://localhost/x", "http://[::1]:9/"])(
    "is opened also to sign in: %s",
    (address) => {
      expect(webAddress(address, "signIn")?.href).toBe(new URL(address).href);
    },
  );

  it.each([
    "http://example.org/",
    "http://localhost.example.org/",
    "http://127.0.0.1.example.org/",
    "http://10.0.0.1/",
  ])("is opened as a page, and not to sign in, without TLS: %s", (address) => {
    expect(webAddress(address, "page")).toBeDefined();
    expect(webAddress(address, "signIn")).toBeUndefined();
  });
});
