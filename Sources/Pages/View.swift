import Mustache

/// What a template sees: the members of a page's content by name, every text escaped.
///
/// Mustache would escape too, but by `Character`: it leaves a quotation mark alone that a combining accent follows, and
/// a browser still sees the mark. Ours goes by bytes, and the layout turns Mustache's off. Mustache would also look each
/// name up by reflection; here that happens once per page.
struct View: MustacheParent {
    private enum Member {
        case text(EscapedText)
        case list([View])
    }

    private var members: [String: Member] = [:]

    /// - Parameter subjects: their members of type `String`, `Address` and `[ListItem]`, or optionals of these, are
    ///   seen; absent ones are not.
    init(of subjects: any Sendable...) {
        for subject in subjects {
            for case (let name?, let value) in Mirror(reflecting: subject).children {
                switch value {
                case let text as String: members[name] = .text(EscapedText(text))
                case let address as Address: members[name] = .text(EscapedText(address.text))
                case let items as [any ListItem]: members[name] = .list(items.map { View(of: $0) })
                default: break
                }
            }
        }
    }

    func child(named name: String) -> Any? {
        switch members[name] {
        case .text(let text): text
        case .list(let views): views
        case nil: nil
        }
    }
}

/// Text that is escaped for an element, or for an attribute in quotes.
struct EscapedText: MustacheCustomRenderable, MustacheParent {
    let renderText: String
    var isNull: Bool { false }

    init(_ text: String) {
        guard text.utf8.contains(where: { Self.replacement(of: $0) != nil }) else {
            renderText = text
            return
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 32)
        for byte in text.utf8 {
            if let replacement = Self.replacement(of: byte) {
                bytes.append(contentsOf: replacement.utf8)
            } else {
                bytes.append(byte)
            }
        }
        renderText = String(decoding: bytes, as: UTF8.self)
    }

    /// In a section for an optional text, names are looked up here first; saying so spares the reflection.
    func child(named _: String) -> Any? { nil }

    private static func replacement(of byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}
