/// Why a text is not a URI that we take. Offsets count bytes from 0.
package enum URIError: Error, Hashable, Sendable {
    /// More bytes than `Limits.uriBytes`.
    case tooLong
    /// No scheme, or one that doesn't follow RFC 3986 §3.1: the text may be a relative reference.
    case invalidScheme
    /// A byte that isn't allowed where it is: controls, space, backslash, non-ASCII, `"<>^{|}` and the
    /// backquote everywhere, brackets outside an address, a second `#`, a second `@` before the path.
    case invalidCharacter(offset: Int)
    /// A `%` without two hexadecimal digits behind it.
    case invalidPercentEncoding(offset: Int)
    /// An `http` or `https` URI without a host.
    case missingHost
    /// A host that is neither a plain name nor an IP address in its one usual form.
    case invalidHost
    /// A port that is empty, not made of digits, zero, above 65535, or begins with a zero.
    case invalidPort
}
