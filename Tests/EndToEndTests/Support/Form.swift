import Foundation

/// Pairs for a query or a form, in order, encoded as application/x-www-form-urlencoded.
struct Form: Sendable, ExpressibleByDictionaryLiteral {
    var pairs: [(String, String)]

    init(_ pairs: [(String, String)] = []) { self.pairs = pairs }
    init(dictionaryLiteral elements: (String, String)...) { pairs = elements }

    /// Reads a query or a form as browsers do.
    init(decoding text: some StringProtocol) {
        pairs = text.split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Form.decode(halves[0]), halves.count > 1 ? Form.decode(halves[1]) : "")
        }
    }

    /// The parameters of a URL: of its query, and of its fragment.
    init(of url: String) {
        let fragment = url.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let query = fragment[0].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        pairs =
            (query.count > 1 ? Form(decoding: query[1]).pairs : [])
            + (fragment.count > 1 ? Form(decoding: fragment[1]).pairs : [])
    }

    subscript(name: String) -> String? {
        get { pairs.first { $0.0 == name }?.1 }
        set {
            let place = pairs.firstIndex { $0.0 == name }
            pairs.removeAll { $0.0 == name }
            if let newValue { pairs.insert((name, newValue), at: place ?? pairs.count) }
        }
    }

    func setting(_ name: String, _ value: String?) -> Form {
        var copy = self
        copy[name] = value
        return copy
    }

    func adding(_ name: String, _ value: String) -> Form { Form(pairs + [(name, value)]) }

    var encoded: String {
        pairs.map { "\(Form.encode($0.0))=\(Form.encode($0.1))" }.joined(separator: "&")
    }

    static func encode(_ text: String) -> String {
        let plain = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }

    private static func decode(_ text: some StringProtocol) -> String {
        let spaced = text.replacingOccurrences(of: "+", with: " ")
        return spaced.removingPercentEncoding ?? spaced
    }
}
