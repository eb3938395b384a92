import Foundation

/// Someone with a browser that has cookies and forms but nothing else: follows redirects within one site and
/// stops where the way leaves it. One visitor is one browser profile.
actor Visitor {
    struct Lost: Error, CustomStringConvertible {
        let description: String
    }

    /// Where the visitor has come to.
    struct Place: Sendable {
        let url: String
        let answer: WireAnswer
        /// The foreign URL that the answer sends the visitor to, if it does.
        let leavesFor: String?

        var page: HTMLPage { HTMLPage(answer.text) }
    }

    private var jars: [String: [String: String]] = [:]
    private let language: String
    /// Every Set-Cookie line that has come, as it came.
    private(set) var setCookies: [String] = []

    init(language: String = "vi") {
        self.language = language
    }

    func cookies(at url: String) throws -> [String: String] { jars[try origin(url)] ?? [:] }

    func setCookie(_ name: String, _ value: String?, at url: String) throws {
        jars[try origin(url), default: [:]][name] = value
    }

    /// Sends one request with the cookies of its site and keeps those of the answer.
    func send(_ request: WireRequest) async throws -> WireAnswer {
        let site = try origin(request.url)
        var request = request
        let cookies = jars[site, default: [:]].map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; ")
        if !cookies.isEmpty { request.headers.append(("Cookie", cookies)) }
        request.headers.append(("Accept", "text/html"))
        request.headers.append(("Accept-Language", language))
        let answer = try await HTTP.send(request)
        for line in answer.all("Set-Cookie") {
            setCookies.append(line)
            let parts = line.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
            let pair = (parts.first ?? "").split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let isGone = parts.contains { $0.lowercased() == "max-age=0" } || pair.count < 2 || pair[1].isEmpty
            guard let name = pair.first.map(String.init) else { continue }
            jars[site, default: [:]][name] = isGone ? nil : String(pair[1])
        }
        return answer
    }

    /// Sends a request and follows where it leads, as long as that is the same site.
    func go(_ request: WireRequest) async throws -> Place {
        var request = request
        for _ in 0..<12 {
            let answer = try await send(request)
            guard let target = Visitor.target(of: answer) else {
                return Place(url: request.url, answer: answer, leavesFor: nil)
            }
            let next = try absolute(target, from: request.url)
            guard (try? origin(next)) == (try origin(request.url)) else {
                return Place(url: request.url, answer: answer, leavesFor: next)
            }
            if [307, 308].contains(answer.status) {
                request.url = next
            } else {
                request = .get(next)
            }
        }
        throw Lost(description: "more than twelve redirects, the last to \(request.url)")
    }

    func go(_ url: String) async throws -> Place { try await go(.get(url)) }

    /// Fills in the form with a field or button of this id and sends it off.
    func submit(
        _ place: Place, formWith id: String, _ values: [String: String] = [:], button: String? = nil
    ) async throws -> Place {
        let request = try formRequest(place, formWith: id, values, button: button)
        return try await go(request)
    }

    /// The request that sends the form off; `values` are by the ids of the fields.
    func formRequest(
        _ place: Place, formWith id: String, _ values: [String: String] = [:], button: String? = nil
    ) throws -> WireRequest {
        let page = place.page
        guard let form = page.form(with: id) else {
            throw Lost(description: "no form with #\(id) at \(place.url) (\(place.answer.status)): \(page.text)")
        }
        var fields = form.fields
        for (field, value) in values {
            guard let name = page.fieldName(id: field) else {
                throw Lost(description: "no field #\(field) with a name at \(place.url)")
            }
            fields[name] = value
        }
        let pressed = form.buttons.first { $0["id"] == (button ?? id) }
        if let name = pressed?["name"] { fields[name] = pressed?["value"] ?? "" }
        let url = try absolute(pressed?["formaction"] ?? form.action, from: place.url)
        if form.method == "get" {
            return .get(url + (url.contains("?") ? "&" : "?") + fields.encoded)
        }
        return .post(url, form: fields.encoded, [("Origin", try origin(url)), ("Sec-Fetch-Site", "same-origin")])
    }

    /// Presses what has this id, be it a link or a button.
    func press(_ place: Place, id: String) async throws -> Place {
        if let link = place.page.element(id: id), link.name == "a", let target = link["href"] {
            return try await go(absolute(target, from: place.url))
        }
        return try await submit(place, formWith: id)
    }

    private static func target(of answer: WireAnswer) -> String? {
        if [301, 302, 303, 307, 308].contains(answer.status) { return answer.header("Location") }
        let meta = HTMLPage(answer.isHTML ? answer.text : "").elements.first {
            $0.name == "meta" && $0["http-equiv"]?.lowercased() == "refresh"
        }
        let refresh = answer.header("Refresh") ?? meta?["content"]
        let parts = refresh?.split(separator: "=", maxSplits: 1)
        guard let parts, parts.count == 2, parts[0].lowercased().hasSuffix("url") else { return nil }
        return parts[1].trimmingCharacters(in: .whitespaces)
    }

    private func origin(_ url: String) throws -> String {
        let (host, port, _) = try HTTP.split(url)
        return "http://\(host):\(port)"
    }

    /// Resolves what pages of ours contain: whole URLs, absolute paths, queries alone, nothing.
    private func absolute(_ reference: String, from base: String) throws -> String {
        if reference.contains("://") { return reference }
        if reference.hasPrefix("/") { return try origin(base) + reference }
        if reference.isEmpty { return base }
        let path = base.prefix { $0 != "?" && $0 != "#" }
        if reference.hasPrefix("?") { return path + reference }
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? path
        return folder + reference
    }
}
