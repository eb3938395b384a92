import Wire

/// A question with one entity left open ("Search APIs"). An id of the entity that is sought is ignored.
package struct AuthZENSearch: Hashable, Sendable {
    package let sought: Sought
    package let context: JSONObject
    package let page: AuthZENPage

    package enum Sought: Hashable, Sendable {
        case subjects(type: String, AuthZENAction, AuthZENResource)
        case resources(type: String, properties: JSONObject, AuthZENSubject, AuthZENAction)
        case actions(AuthZENSubject, AuthZENResource)
    }

    package static func subjects(_ json: JSONObject) throws(AuthZENError) -> AuthZENSearch {
        let reader = AuthZENReader(json)
        let type = try reader.need(try reader.object("subject"), "subject").string("type")
        return try AuthZENSearch(
            .subjects(
                type: type,
                try reader.need(try reader.action(), "action"),
                try reader.need(try reader.resource(), "resource")
            ),
            reader
        )
    }

    package static func resources(_ json: JSONObject) throws(AuthZENError) -> AuthZENSearch {
        let reader = AuthZENReader(json)
        let resource = try reader.need(try reader.object("resource"), "resource")
        return try AuthZENSearch(
            .resources(
                type: try resource.string("type"),
                properties: try resource.properties(),
                try reader.need(try reader.subject(), "subject"),
                try reader.need(try reader.action(), "action")
            ),
            reader
        )
    }

    package static func actions(_ json: JSONObject) throws(AuthZENError) -> AuthZENSearch {
        let reader = AuthZENReader(json)
        return try AuthZENSearch(
            .actions(
                try reader.need(try reader.subject(), "subject"),
                try reader.need(try reader.resource(), "resource")
            ),
            reader
        )
    }

    private init(_ sought: Sought, _ reader: AuthZENReader) throws(AuthZENError) {
        self.sought = sought
        context = try reader.context() ?? JSONObject()
        page = try AuthZENPage(reader)
    }
}

/// Which part of the results is wanted ("Paginated Requests").
package struct AuthZENPage: Hashable, Sendable {
    /// Results of one page when the request names no limit, and at most.
    package static let maximum = 500

    package let token: String?
    package let limit: Int

    /// Stands in a token for the beginning: a page of no results, when that was asked for, ends there.
    private static let beginning = "\u{0}"

    init(_ reader: AuthZENReader) throws(AuthZENError) {
        guard let page = try reader.object("page") else {
            token = nil
            limit = Self.maximum
            return
        }
        token = page.object["token"] == nil ? nil : try page.string("token")
        guard let value = page.object["limit"] else {
            limit = Self.maximum
            return
        }
        guard let wanted = value.integer, wanted >= 0 else { throw .wrongType("page.limit") }
        limit = Int(min(wanted, Int64(Self.maximum)))
    }

    /// The key of the last result of the pages before; `nil` at the beginning.
    package func after() throws(AuthZENError) -> String? {
        guard let token, !token.isEmpty else { return nil }
        let bytes: [UInt8]
        do { bytes = try Base64URL.decode(token) } catch { throw .badPageToken }
        let last = String(decoding: bytes, as: UTF8.self)
        guard Array(last.utf8) == bytes else { throw .badPageToken }
        return last == Self.beginning ? nil : last
    }

    /// The results after the last one of the page before. Results have to come in the order of their keys. A result that
    /// has gone since then doesn't confuse the next page.
    package func answer(
        _ results: [(key: String, json: JSONObject)]
    ) throws(AuthZENError) -> JSONObject {
        let last = try after()
        let rest = last.map { last in results.drop { $0.key <= last } } ?? results[...]
        let part = rest.prefix(limit)
        return Self.answer(
            part.map(\.json), isLast: part.count == rest.count, endsAt: part.last?.key ?? last, total: results.count)
    }

    /// A page of nothing where nothing is to be found.
    package static var nothing: JSONObject { answer([], isLast: true, endsAt: nil) }

    /// A page of results.
    /// - Parameters:
    ///   - key: of the last result up to here; `nil` at the beginning.
    ///   - total: of all pages; left out where it isn't known.
    package static func answer(
        _ part: [JSONObject], isLast: Bool, endsAt key: String?, total: Int? = nil
    ) -> JSONObject {
        var page: JSONObject = [
            "next_token": .string(isLast ? "" : Base64URL.encode(Array((key ?? beginning).utf8))),
            "count": .integer(Int64(part.count)),
        ]
        page["total"] = total.map { .integer(Int64($0)) }
        return ["page": .object(page), "results": .array(part.map { .object($0) })]
    }
}
