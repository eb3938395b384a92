import Testing

@testable import Pages

/// Mustache takes a name that it doesn't find for an empty one, so that a slip of the pen is seen here only.
@Suite struct TemplateTests {
    private static let ofTheLayout: Set = [
        "title", "problemMark", "language", "otherLanguage", "otherLanguagePath", "stylesheet", "system", "skip",
        "switchLanguage", "footer",
    ]

    @Test func `every template belongs to a page`() {
        let used = Sample.all.map { template(of: $0.page()) }
        #expect(Set(used) == Set(PageTemplate.allCases))
    }

    @Test(arguments: Sample.all)
    func `a template reads what its page gives, and all of it`(_ sample: Sample) {
        let page = sample.page()
        var given: Set<String> = []
        // A list that is empty in one sample has items in another.
        for other in Sample.all {
            let other = other.page()
            if template(of: other) == template(of: page) { given.formUnion(members(of: other)) }
        }
        let read = names(in: String(decoding: template(of: page).source, as: UTF8.self))
        #expect(read.subtracting(given) == [])
        #expect(given.subtracting(read).subtracting(Self.ofTheLayout) == [])
    }

    @Test func `the layout reads what is around every page`() {
        let layout = String(decoding: PackageResources.layout_mustache, as: UTF8.self)
        #expect(names(in: layout) == Self.ofTheLayout)
        // Without it, Mustache would escape a second time.
        #expect(layout.contains("{{% CONTENT_TYPE: TEXT}}"))
    }

    private func template(of page: some Page) -> PageTemplate { type(of: page.content(in: .vietnamese)).template }

    /// Of the content, and of the items in its lists.
    private func members(of page: some Page) -> Set<String> {
        var labels: Set<String> = []
        for (label, value) in Mirror(reflecting: page.content(in: .vietnamese)).children {
            if let label { labels.insert(label) }
            guard let items = value as? [any ListItem] else { continue }
            for item in items { labels.formUnion(Mirror(reflecting: item).children.compactMap(\.label)) }
        }
        return labels
    }

    private func names(in template: String) -> Set<String> {
        let tags = template.split(separator: "{{", omittingEmptySubsequences: false).dropFirst()
        let names = tags.compactMap { tag -> String? in
            guard let end = tag.firstRange(of: "}}") else { return nil }
            let name = tag[..<end.lowerBound]
            if let first = name.first, "!<$/%.".contains(first) { return nil }
            return String(name.drop { "#^".contains($0) })
        }
        return Set(names)
    }
}
