/// A password that is good enough to be set: at least 14 characters of four kinds, as TCVN 14423:2026 §5.6.2.2 asks
/// where there is no second factor, and at most 256 bytes.
package struct NewPassword: Sendable {
    package let bytes: [UInt8]

    package init(_ text: String, for username: Username) throws(PasswordRefusal) {
        guard text.unicodeScalars.count >= 14 else { throw .tooShort }
        guard text.utf8.count <= Self.maximumBytes else { throw .tooLong }
        var kinds: Set<Int> = []
        for scalar in text.unicodeScalars {
            guard scalar.value >= 0x20, scalar.value != 0x7F else { throw .controlCharacter }
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

/// Why a password can't be set.
package enum PasswordRefusal: Error, Hashable, CustomStringConvertible {
    case tooShort, tooLong, controlCharacter, tooFewKinds, containsUsername

    package var description: String {
        switch self {
        case .tooShort: "needs at least 14 characters"
        case .tooLong: "may have at most \(NewPassword.maximumBytes) bytes"
        case .controlCharacter: "must not contain control characters"
        case .tooFewKinds: "needs lower case, upper case, digits and other characters"
        case .containsUsername: "must not contain the user name"
        }
    }
}
