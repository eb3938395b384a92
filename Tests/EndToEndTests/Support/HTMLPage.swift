import Foundation

/// As much of an HTML page as a visitor without a browser needs: elements with their attributes, the text in
/// them, and the forms.
struct HTMLPage: Sendable {
    struct Element: Sendable {
        let name: String
        let attributes: [String: String]
        let text: String

        subscript(attribute: String) -> String? { attributes[attribute] }
    }

    struct Form: Sendable {
        let action: String
        let method: String
        /// Every named input with the value it has, hidden ones too; buttons are apart.
        var fields: EndToEndTests.Form
        let hidden: [String]
        let buttons: [Element]
        let inputs: [Element]
    }

    let elements: [Element]
    let forms: [Form]
    let text: String

    init(_ html: String) {
        let tokens = Tokens.read(html)
        var elements: [Element] = []
        var forms: [Form] = []
        var form: (element: Element, inputs: [Element])?
        for (place, token) in tokens.enumerated() {
            switch token {
            case .open(let name, let attributes):
                let element = Element(
                    name: name, attributes: attributes, text: Tokens.text(tokens, from: place, in: name))
                elements.append(element)
                if name == "form" { form = (element, []) }
                if ["input", "button", "textarea", "select"].contains(name) { form?.inputs.append(element) }
            case .close("form"):
                if let form { forms.append(HTMLPage.form(form.element, form.inputs)) }
                form = nil
            case .close, .text:
                break
            }
        }
        self.elements = elements
        self.forms = forms
        self.text = Tokens.text(tokens, from: 0, in: nil)
    }

    func element(id: String) -> Element? { elements.first { $0["id"] == id } }

    /// What the page tells a person who is to be alerted.
    var alerts: [String] { elements.filter { $0["role"] == "alert" }.map(\.text) }

    /// The form that holds the element with this id.
    func form(with id: String) -> Form? {
        forms.first { form in (form.inputs + form.buttons).contains { $0["id"] == id } }
    }

    /// The name under which the field with this id is sent.
    func fieldName(id: String) -> String? { element(id: id)?["name"] }

    private static func form(_ element: Element, _ controls: [Element]) -> Form {
        func isButton(_ control: Element) -> Bool {
            control.name == "button" || ["submit", "button", "image"].contains(control["type"] ?? "")
        }
        let inputs = controls.filter { !isButton($0) }
        let isUnchecked = { (input: Element) in
            ["checkbox", "radio"].contains(input["type"] ?? "") && input["checked"] == nil
        }
        let pairs = inputs.filter { !isUnchecked($0) }.compactMap { input in
            input["name"].map { ($0, input["value"] ?? "") }
        }
        return Form(
            action: element["action"] ?? "", method: (element["method"] ?? "get").lowercased(),
            fields: .init(pairs), hidden: inputs.filter { $0["type"] == "hidden" }.compactMap { $0["name"] },
            buttons: controls.filter(isButton), inputs: inputs)
    }
}

private enum Token {
    case open(String, [String: String])
    case close(String)
    case text(String)
}

private enum Tokens {
    static func read(_ html: String) -> [Token] {
        var tokens: [Token] = []
        var rest = html[...]
        while let start = rest.firstIndex(of: "<") {
            if start > rest.startIndex { tokens.append(.text(decode(rest[..<start]))) }
            rest = rest[start...]
            if rest.hasPrefix("<!--") {
                rest = rest.range(of: "-->").map { rest[$0.upperBound...] } ?? ""
                continue
            }
            guard let end = tagEnd(rest) else { break }
            let tag = rest[rest.index(after: rest.startIndex)..<end]
            rest = rest[rest.index(after: end)...]
            let name = tag.drop { $0 == "/" }.prefix { !$0.isWhitespace && $0 != "/" }.lowercased()
            if tag.hasPrefix("/") {
                tokens.append(.close(name))
            } else if !tag.hasPrefix("!") {
                tokens.append(.open(name, attributes(tag.dropFirst(name.count))))
            }
            if ["script", "style"].contains(name), !tag.hasPrefix("/"), let close = rest.range(of: "</\(name)") {
                rest = rest[close.lowerBound...]
            }
        }
        if !rest.isEmpty { tokens.append(.text(decode(rest))) }
        return tokens
    }

    /// The text from an opening tag to its closing one, or of everything.
    static func text(_ tokens: [Token], from place: Int, in name: String?) -> String {
        var depth = 0
        var text = ""
        for token in tokens[place...] {
            switch token {
            case .open(name, _): depth += 1
            case .close(name): depth -= 1
            case .text(let words): text += words
            case .open, .close: text += " "
            }
            if let name, depth == 0 || isVoid(name) { break }
        }
        return text.split { $0.isWhitespace }.joined(separator: " ")
    }

    private static func isVoid(_ name: String) -> Bool {
        ["input", "meta", "link", "br", "img", "hr"].contains(name)
    }

    private static func tagEnd(_ text: Substring) -> String.Index? {
        var quote: Character?
        for index in text.indices {
            let character = text[index]
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == ">" {
                return index
            }
        }
        return nil
    }

    private static func attributes(_ text: Substring) -> [String: String] {
        var found: [String: String] = [:]
        let pattern = /([^\s"'=\/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/
        for match in text.matches(of: pattern) {
            let value = match.output.2 ?? match.output.3 ?? match.output.4 ?? ""
            found[match.output.1.lowercased()] = decode(value)
        }
        return found
    }

    private static func decode(_ text: Substring) -> String {
        var result = String(text)
        for match in text.matches(of: /&#(x?)([0-9a-fA-F]+);/).reversed() {
            guard let number = UInt32(match.output.2, radix: match.output.1.isEmpty ? 10 : 16),
                let scalar = Unicode.Scalar(number)
            else { continue }
            result = result.replacingOccurrences(of: String(match.output.0), with: String(Character(scalar)))
        }
        for (entity, character) in [("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'"), ("amp", "&")] {
            result = result.replacingOccurrences(of: "&\(entity);", with: character)
        }
        return result
    }
}
