import Wire

/// Which part of the results of one search is wanted ("Paginated Requests").
package struct Page: Hashable, Sendable {
    /// Results of one page when the request names no limit, and at most.
    package static let maximum = 500

    /// The key of the last result of the pages before; `nil` at the beginning.
    package let after: String?
    package let limit: Int
    private let search: SearchDigest

    init(_ reader: RequestReader, of search: SearchDigest) throws(RequestError) {
        self.search = search
        guard let page = try reader.object("page") else {
            after = nil
            limit = Self.maximum
            return
        }
        let token = page.object["token"] == nil ? "" : try page.string("token")
        after = token.isEmpty ? nil : try PageToken(token, of: search).last
        guard let value = page.object["limit"] else {
            limit = Self.maximum
            return
        }
        guard let wanted = value.integer, wanted >= 0 else { throw .wrongType("page.limit") }
        limit = Int(min(wanted, Int64(Self.maximum)))
    }

    /// The results after the last one of the page before. Results have to come in the order of their keys. A result that
    /// has gone since then doesn't confuse the next page.
    package func answer(_ results: [(key: String, json: JSONObject)]) -> JSONObject {
        let rest =
            after.map { last in results.drop { !last.utf8.lexicographicallyPrecedes($0.key.utf8) } } ?? results[...]
        let part = rest.prefix(limit)
        return answer(part.map(\.json), isLast: part.count == rest.count, endsAt: part.last?.key, total: results.count)
    }

    /// A page of nothing where nothing is to be found.
    package var nothing: JSONObject { answer([], isLast: true, endsAt: nil) }

    /// A page of results.
    /// - Parameters:
    ///   - key: of its last result; `nil` for a page of no results, as was asked for, which ends where it began.
    ///   - total: of all pages; left out where it isn't known.
    package func answer(
        _ part: [JSONObject], isLast: Bool, endsAt key: String?, total: Int? = nil
    ) -> JSONObject {
        var page: JSONObject = [
            "next_token": .string(isLast ? "" : PageToken(of: search, after: key ?? after).text),
            "count": .integer(Int64(part.count)),
        ]
        page["total"] = total.map { .integer(Int64($0)) }
        return ["page": .object(page), "results": .array(part.map { .object($0) })]
    }
}
