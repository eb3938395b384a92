/// Why a text is not the one canonical Base64 or Base32 form of some bytes.
package enum Base64Error: Error, Hashable, Sendable {
    /// A number of characters that no bytes encode to, or padding that is missing.
    case invalidLength
    /// A character outside the alphabet: white space, padding where none belongs, the other alphabet's two.
    /// `offset` counts bytes of UTF-8 from 0.
    case invalidCharacter(offset: Int)
    /// The last character carries bits that belong to no byte, and they are not zero (RFC 4648 §3.5). A
    /// second spelling of the same bytes would pass by checks that compare texts.
    case nonCanonical
}

/// Both alphabets fail in the same ways.
package typealias Base64URLError = Base64Error
