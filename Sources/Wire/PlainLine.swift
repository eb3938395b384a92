/// A name, a reason or another line that people write and others read: of an account, a unit, a client, a policy.
///
/// It is what it looks like: in Form C, with ASCII's space for every other one, none around it and one at a time inside
/// (as RFC 8266 §2.1 does it for names), and of at most ``maximumBytes``. What a screen doesn't show or shows elsewhere is
/// refused: control characters, NUL and ESC among them, breaks of lines and paragraphs, what turns the direction of
/// writing, what has no width, and what no standard gives a shape (Documentation/PEERS-BUGS.md P69). So two lines that
/// look alike, but for the letters of other alphabets, are the same bytes.
package struct PlainLine: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package static let maximumBytes = 256

    /// `nil` for what isn't one line, is longer, or has nothing to be seen.
    package init?(_ text: String) {
        // Also before it is normalised, which takes time by its length.
        guard text.utf8.count <= 4 * Self.maximumBytes else { return nil }
        if text.utf8.count <= Self.maximumBytes, Self.isPlain(text) {
            self.text = text
            return
        }
        let words = text.withASCIISpaces.split(separator: " ")
        let line = words.joined(separator: " ").normalizedToNFC
        guard (1...Self.maximumBytes).contains(line.utf8.count), line.unicodeScalars.allSatisfy(\.isShown) else {
            return nil
        }
        self.text = line
    }

    /// Whether a text is such a line already: letters as Vietnamese keyboards send them, one space between words. A directory
    /// has hundreds of thousands of these.
    private static func isPlain(_ text: String) -> Bool {
        var isAfterSpace = true
        for scalar in text.unicodeScalars {
            let isSpace = scalar == " "
            guard isSpace ? !isAfterSpace : scalar.isComposedLatin else { return false }
            isAfterSpace = isSpace
        }
        return !isAfterSpace
    }

    package var description: String { text }

    /// What such a line has to be, for the one who wrote another: the end of a sentence that begins with its name.
    package static let rule = (
        vietnamese: "phải là một dòng dài từ 1 đến \(maximumBytes) byte, không có ký tự điều khiển hay ký tự vô hình",
        english: "must be one line of 1 to \(maximumBytes) bytes without control characters or invisible ones"
    )
}

extension String {
    /// The text with its invisible characters written out, as `\u{1b}`: for a terminal, which would obey them.
    package var withInvisiblesWritten: String {
        var written = ""
        for scalar in unicodeScalars {
            if scalar.isShown {
                written.unicodeScalars.append(scalar)
            } else {
                written += "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return written
    }
}

extension Unicode.Scalar {
    /// Whether the character is seen where it stands, or is a space of a known width.
    package var isShown: Bool {
        if isComposedLatin || self == " " { return true }
        return switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .format, .surrogate, .privateUse, .unassigned: false
        // Fillers of no width, and what chooses a variant of the character before it.
        default: !properties.isDefaultIgnorableCodePoint
        }
    }

    /// Whether it is one of ASCII's that are seen, or a Latin letter that has all its marks: all are shown, and a text of
    /// nothing else is in Form C.
    fileprivate var isComposedLatin: Bool {
        switch value {
        case 0x21...0x7E, 0xC0...0x24F, 0x1EA0...0x1EF9: true
        default: false
        }
    }
}
