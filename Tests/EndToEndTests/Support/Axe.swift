import Foundation

/// The accessibility checker axe-core, run in the page that a browser shows.
enum Axe {
    /// What is wrong with the page: rule, how bad, and where.
    static func violations(in browser: Browser) async throws -> [String] {
        let library = try String(contentsOf: Installed.axe(), encoding: .utf8)
        try await browser.run(library)
        let results = try await browser.runAsync(
            """
            const done = arguments[arguments.length - 1];
            // HTML has had it since 2018 (§4.10.18.7); this version of axe doesn't know it yet.
            axe.configure({checks: [{id: 'autocomplete-valid', options: {stateTerms: ['one-time-code']}}]});
            axe.run(document).then(done, error => done({violations: [{id: String(error), nodes: []}]}));
            """)
        return (results["violations"].array ?? [.string("axe gave no result")]).map { violation in
            let places = (violation["nodes"].array ?? []).map { $0["html"].string ?? "" }
            let impact = violation["impact"].string ?? "?"
            return "\(violation["id"].string ?? "?") (\(impact)): \(places.joined(separator: " | "))"
        }
    }
}
