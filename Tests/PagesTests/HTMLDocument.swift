/// What a browser finds in a page, read byte by byte as a browser does: its elements in order, with their attributes.
/// Reads the HTML that our templates write (attributes in double quotes) and refuses what isn't that.
struct HTMLDocument {
    struct Element {
        let name: String
        var attributes: [(name: String, value: String)] = []
        /// All the text inside.
        var text = ""

        subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }

        /// Name and attributes without their values.
        var shape: String { ([name] + attributes.map(\.name)).joined(separator: " ") }
    }

    struct Unreadable: Error {
        let offset: Int
    }

    private(set) var elements: [Element] = []
    private(set) var text = ""
    /// The places of those that haven't ended yet.
    private var open: [Int] = []

    init(_ html: String) throws {
        var reader = Reader(bytes: Array(html.utf8))
        while let byte = reader.peek {
            guard byte == UInt8(ascii: "<") else {
                add(text: Self.decode(reader.take { $0 != UInt8(ascii: "<") }))
                continue
            }
            guard let element = try reader.tag() else {
                if let name = reader.ended, let place = open.lastIndex(where: { elements[$0].name == name }) {
                    open.removeSubrange(place...)
                }
                continue
            }
            if !Self.void.contains(element.name) { open.append(elements.count) }
            elements.append(element)
            if element.name == "script" || element.name == "style" { add(text: reader.take(until: "</")) }
        }
    }

    subscript(id id: String) -> Element? { elements.first { $0["id"] == id } }

    func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

    /// Elements that have no end tag (HTML §13.1.2).
    private static let void: Set = ["br", "hr", "img", "input", "link", "meta"]

    private mutating func add(text: String) {
        self.text += text
        for place in open { elements[place].text += text }
    }

    private static func decode(_ text: String) -> String {
        var decoded = text
        let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        for (entity, character) in entities {
            decoded = replace(entity, in: decoded, by: character)
        }
        return decoded
    }

    /// By bytes, because a combining accent after an entity would hide it from a search by `Character`.
    private static func replace(_ entity: String, in text: String, by character: String) -> String {
        var bytes = Array(text.utf8)[...]
        var result: [UInt8] = []
        while let byte = bytes.first {
            if bytes.starts(with: entity.utf8) {
                result += Array(character.utf8)
                bytes = bytes.dropFirst(entity.utf8.count)
            } else {
                result.append(byte)
                bytes = bytes.dropFirst()
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0
        /// The element that the last tag ended.
        private(set) var ended: String?

        var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

        mutating func take(while holds: (UInt8) -> Bool) -> String {
            let start = position
            while let byte = peek, holds(byte) { position += 1 }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }

        mutating func take(until end: String) -> String {
            let start = position
            while position < bytes.count, !bytes[position...].starts(with: end.utf8) { position += 1 }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }

        mutating func expect(_ character: Unicode.Scalar) throws {
            guard peek == UInt8(ascii: character) else { throw Unreadable(offset: position) }
            position += 1
        }

        /// - Returns: `nil` for an end tag and the document type.
        mutating func tag() throws -> Element? {
            try expect("<")
            ended = nil
            if peek == UInt8(ascii: "/") || peek == UInt8(ascii: "!") {
                let rest = take { $0 != UInt8(ascii: ">") }
                try expect(">")
                if rest.hasPrefix("/") { ended = String(rest.dropFirst()) }
                return nil
            }
            var element = Element(name: take(while: Self.isNameByte))
            while true {
                let gap = take { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
                if peek == UInt8(ascii: ">") { break }
                guard !gap.isEmpty else { throw Unreadable(offset: position) }
                let name = take(while: Self.isNameByte)
                guard !name.isEmpty else { throw Unreadable(offset: position) }
                var value = ""
                if peek == UInt8(ascii: "=") {
                    position += 1
                    try expect("\"")
                    value = HTMLDocument.decode(take { $0 != UInt8(ascii: "\"") })
                    try expect("\"")
                }
                element.attributes.append((name, value))
            }
            try expect(">")
            return element
        }

        private static func isNameByte(_ byte: UInt8) -> Bool {
            byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
    }
}
