import Database
import Identity
import OpenIDConnect
import Wire

/// How the domain's values stand in columns. Reading one that can't be is a corrupt record.
extension SQLValue {
    static func moment(_ moment: Instant) -> SQLValue { .integer(moment.millisecondsSince1970) }
    static func moment(_ moment: Instant?) -> SQLValue { .integer(moment?.millisecondsSince1970) }

    static func scopes(_ scopes: Set<Scope>) -> SQLValue { .text(Scope.text(scopes)) }

    static func claims(_ claims: Set<PersonClaim>) -> SQLValue {
        // Hardly any request asks for single claims.
        .text(claims.isEmpty ? "" : PersonClaim.allCases.filter(claims.contains).map(\.rawValue).joined(separator: " "))
    }

    static func methods(_ methods: [AuthenticationMethod]) -> SQLValue {
        .text(methods.map(\.rawValue).joined(separator: " "))
    }

    /// A list as a JSON array.
    static func list(_ texts: [String]) -> SQLValue {
        .text(String(decoding: JSONWriter.write(.array(texts.map(JSONValue.string))), as: UTF8.self))
    }
}

extension Row {
    func moment(_ column: Int) throws -> Instant {
        Instant(millisecondsSince1970: try integer(column))
    }

    func optionalMoment(_ column: Int) throws -> Instant? {
        try optionalInteger(column).map(Instant.init(millisecondsSince1970:))
    }

    func scopes(_ column: Int) throws -> Set<Scope> { Scope.parse(try text(column)) }

    func claims(_ column: Int) throws -> Set<PersonClaim> {
        Set(SpaceSeparated(try text(column)).lazy.compactMap { PersonClaim(rawValue: $0) })
    }

    func person(_ column: Int) throws -> PersonID {
        try required(PersonID(try text(column)), "a person's id")
    }

    func clientID(_ column: Int) throws -> ClientID {
        try required(ClientID(try text(column)), "a client's id")
    }

    /// Three columns: moment, level, methods.
    func authentication(_ column: Int) throws -> Authentication {
        let level = try integer(column + 1)
        return Authentication(
            moment: try moment(column),
            level: try required(Int(exactly: level).flatMap(AuthenticationLevel.init), "an authentication level"),
            methods: SpaceSeparated(try text(column + 2)).compactMap { AuthenticationMethod(rawValue: $0) })
    }

    /// What may be empty, in the domain's own type.
    func optional<Value>(
        _ column: Int, _ what: String, _ read: (String) -> Value?
    ) throws -> Value? {
        guard let text = try optionalText(column) else { return nil }
        return try required(read(text), what)
    }

    func list(_ column: Int) throws -> [String] {
        let text = try text(column)
        if let plain = Self.plainList(text) { return plain }
        let json = try? JSONReader.read(Array(text.utf8))
        return try required(json?.array?.compactMap(\.string), "a list")
    }

    /// The elements of a list that has any, none of them with anything that is escaped, as `SQLValue.list` writes it: every
    /// token has its audiences in such a one.
    private static func plainList(_ list: String) -> [String]? {
        let bytes = list.utf8Span.span
        let quote = UInt8(ascii: "\"")
        guard (4...Limits.jsonBytes).contains(bytes.count), bytes[0] == UInt8(ascii: "["),
            bytes.indices.allSatisfy({ bytes[$0] >= 0x20 && bytes[$0] != UInt8(ascii: "\\") })
        else { return nil }
        var elements: [String] = []
        var place = 1
        while place < bytes.count - 2, bytes[place] == quote, let end = bytes.firstIndex(of: quote, from: place + 1) {
            elements.append(String(bytes.extracting(place + 1..<end)))
            guard end < bytes.count - 2 else { return bytes[bytes.count - 1] == UInt8(ascii: "]") ? elements : nil }
            guard bytes[end + 1] == UInt8(ascii: ",") else { return nil }
            place = end + 2
        }
        return nil
    }

    /// The one audience of an access token, which is kept as a list of one.
    func audience(_ column: Int) throws -> String { try required(list(column).first, "an audience") }

    func optionalAudience(_ column: Int) throws -> String? {
        try optionalText(column) == nil ? nil : audience(column)
    }

    /// A value that the domain's own reader took when it was written.
    func required<Value>(_ value: Value?, _ what: String) throws -> Value {
        guard let value else { throw DatabaseError.corruptRecord(what) }
        return value
    }
}
