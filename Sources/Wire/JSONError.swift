/// Why a text is not JSON that we take, and where.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: Hashable, Sendable, CaseIterable {
        /// More bytes than the limit.
        case tooLarge
        /// More arrays and objects in each other than the limit.
        case tooDeep
        /// U+FEFF at the start (RFC 8259 §8.1).
        case byteOrderMark
        /// The text stops in the middle of a value, or has none.
        case unexpectedEnd
        /// A byte that the grammar doesn't allow here (RFC 8259 §2).
        case unexpectedByte
        /// Something follows the value.
        case trailingContent
        /// A string holds overlong forms, surrogates, cut sequences, or scalars beyond U+10FFFF (RFC 3629
        /// §3).
        case invalidUTF8
        /// U+0000…U+001F in a string without an escape (RFC 8259 §7).
        case controlCharacter
        /// A backslash with something behind it that RFC 8259 §7 doesn't list.
        case invalidEscape
        /// An escape for half of a surrogate pair (RFC 7493 §2.1).
        case loneSurrogate
        /// A code point that will never be a character, such as U+FFFF (RFC 7493 §2.1).
        case noncharacter
        /// A number in a form that RFC 8259 §6 doesn't allow: `01`, `1.`, `+1`, `1e`.
        case invalidNumber
        /// An integer beyond 64 bits, or a number that a double can only hold as infinity or zero (RFC 7493
        /// §2.2).
        case numberOutOfRange
        /// The same member name twice in one object, after unescaping (RFC 7493 §2.3).
        case duplicateName
        /// Good JSON, but not an object where one is due.
        case notAnObject
    }

    package let reason: Reason
    /// The byte at which reading stopped, counted from 0. For a fault of a string or number as a whole, where
    /// it starts.
    package let offset: Int

    package init(_ reason: Reason, offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    package var description: String { "JSON: \(reason) at byte \(offset)" }
}
