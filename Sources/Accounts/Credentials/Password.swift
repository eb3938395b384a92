import Identity
import Wire

/// A password that is good enough to be set: at least 14 characters of four kinds, as TCVN 14423:2026 §5.6.2.2 asks
/// where there is no second factor, and at most 256 bytes. Prepared as ``PresentedPassword`` is.
package struct NewPassword: Sendable {
    package let bytes: [UInt8]

    package init(_ text: String, for username: Username) throws(PasswordRefusal) {
        // Also before it is prepared, which takes time by its length.
        guard text.utf8.count <= PresentedPassword.maximumTypedBytes else { throw .tooLong }
        let text = text.asOpaqueString
        guard text.unicodeScalars.count >= 14 else { throw .tooShort }
        guard text.utf8.count <= Self.maximumBytes else { throw .tooLong }
        var kinds: Set<Int> = []
        for scalar in text.unicodeScalars {
            guard scalar.isShown else { throw .controlCharacter }
            kinds.insert(Self.kind(of: scalar))
        }
        guard kinds.count == 4 else { throw .tooFewKinds }
        guard !text.lowercased().contains(username.text) else { throw .containsUsername }
        bytes = Array(text.utf8)
    }

    package static let maximumBytes = 256

    private static func kind(of scalar: Unicode.Scalar) -> Int {
        if scalar.properties.isLowercase { return 0 }
        if scalar.properties.isUppercase { return 1 }
        if scalar.properties.numericType != nil { return 2 }
        return 3
    }
}

/// A password as somebody has typed it to sign in, to be compared with the hash that is stored.
///
/// It is prepared as it was when it was set (OpaqueString, RFC 8265 §4.2): keyboards differ in how they send Vietnamese
/// letters and spaces, and who types the same password at another one must not be refused.
package struct PresentedPassword: Sendable {
    package let bytes: [UInt8]
    /// What was typed, where that is something else: hashes of before were made of it, and still are good.
    package let typed: [UInt8]?

    /// `nil` for what is longer than any password that can be set: it isn't worth a slow hash.
    package init?(_ text: String) {
        // Also before it is normalised, which takes time by its length.
        guard text.utf8.count <= Self.maximumTypedBytes else { return nil }
        let bytes = Array(text.asOpaqueString.utf8)
        guard bytes.count <= NewPassword.maximumBytes else { return nil }
        self.bytes = bytes
        let typed = Array(text.utf8)
        self.typed = typed != bytes && typed.count <= NewPassword.maximumBytes ? typed : nil
    }

    /// Marks that are typed one by one take more bytes than the letter that they become, up to about three times.
    fileprivate static let maximumTypedBytes = 4 * NewPassword.maximumBytes
}

extension String {
    /// A password as it is hashed and compared (RFC 8265 §4.2.2): every space is ASCII's, and the text is in Form C;
    /// letters, case and widths stay as they are.
    fileprivate var asOpaqueString: String { withASCIISpaces.normalizedToNFC }
}

/// Why a password can't be set.
package enum PasswordRefusal: Error, Hashable, CustomStringConvertible {
    case tooShort, tooLong, controlCharacter, tooFewKinds, containsUsername

    /// What the password lacks, to be read behind "the password".
    package var text: Bilingual {
        switch self {
        case .tooShort: Bilingual("cần ít nhất 14 ký tự", "needs at least 14 characters")
        case .tooLong:
            Bilingual(
                "chỉ được dài tối đa \(NewPassword.maximumBytes) byte",
                "may have at most \(NewPassword.maximumBytes) bytes")
        case .controlCharacter:
            Bilingual(
                "không được chứa ký tự điều khiển hay ký tự vô hình",
                "must not contain control characters or invisible ones")
        case .tooFewKinds:
            Bilingual(
                "cần có chữ thường, chữ hoa, chữ số và ký tự khác",
                "needs lower case, upper case, digits and other characters")
        case .containsUsername: Bilingual("không được chứa tên đăng nhập", "must not contain the user name")
        }
    }

    package var description: String { text.english }
}
