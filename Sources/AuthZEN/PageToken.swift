import Wire

/// Where a page begins: after which result of which search. The pages that follow are asked for with the same entities and
/// the same context (Authorization API 1.0, "Paginated Requests"), and a token of another search is no token.
///
/// Its text is the digest of the search and the key of the last result, in Base64url. It is no secret, and gives nobody
/// anything: whoever makes one up gets a page of what it may ask for anyway.
struct PageToken: Hashable {
    let search: SearchDigest
    /// The key of the last result so far; `nil` at the beginning.
    let last: String?

    /// Stands in the text for the beginning: where a page of no results, when that was asked for, may end.
    private static let beginning = "\u{0}"

    init(of search: SearchDigest, after last: String?) {
        self.search = search
        self.last = last
    }

    /// Reads a token that was given for this search.
    init(_ text: String, of search: SearchDigest) throws(RequestError) {
        let digest = search.bytes
        guard let bytes = try? Base64URL.decode(text), bytes.starts(with: digest), bytes.count > digest.count else {
            throw .badPageToken
        }
        let key = bytes.dropFirst(digest.count)
        let last = String(decoding: key, as: UTF8.self)
        guard last.utf8.elementsEqual(key) else { throw .badPageToken }
        self.init(of: search, after: last == Self.beginning ? nil : last)
    }

    var text: String { Base64URL.encode(search.bytes + Array((last ?? Self.beginning).utf8)) }
}
