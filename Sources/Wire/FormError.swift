/// Why a form or query is refused, or one of its parameters.
package enum FormError: Error, Hashable, Sendable {
    /// More bytes than the limit.
    case tooLarge
    /// More parameters than the limit.
    case tooManyParameters
    case nameTooLong
    case valueTooLong
    /// A byte that must be percent-encoded: controls, space, `#`, and everything beyond ASCII. `offset`
    /// counts bytes from 0.
    case invalidCharacter(offset: Int)
    /// A `%` without two hexadecimal digits behind it.
    case invalidPercentEncoding(offset: Int)
    /// The bytes that percent triples decode to are not UTF-8.
    case invalidUTF8
    /// `%00`: no parameter of the protocol holds one, and C ends its strings there.
    case nul
    /// A parameter that may occur once is repeated (RFC 6749 §3.1 and §3.2). The name is the one
    /// that was asked for.
    case repeated(String)
}
