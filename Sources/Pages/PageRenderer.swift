import Mustache

/// Renders pages. The templates are part of the program and are read once, when it is made; every value is escaped.
package struct PageRenderer: Sendable {
    private let templates: [PageTemplate: MustacheTemplate]
    private let library: MustacheLibrary

    /// - Throws: what the template language says of a template that is wrong; a test renders them all.
    package init() throws {
        var templates: [PageTemplate: MustacheTemplate] = [:]
        for template in PageTemplate.allCases {
            templates[template] = try MustacheTemplate(string: String(decoding: template.source, as: UTF8.self))
        }
        self.templates = templates
        let layout = String(decoding: PackageResources.layout_mustache, as: UTF8.self)
        library = MustacheLibrary(templates: ["layout": try MustacheTemplate(string: layout)])
    }

    package func render<P: Page>(_ page: P, in frame: Frame) -> String {
        let surroundings = Surroundings(
            language: frame.language.rawValue, otherLanguage: frame.language.other.rawValue,
            otherLanguagePath: frame.otherLanguagePath.map(Address.init), stylesheet: Stylesheet.path,
            system: FrameTexts.system(frame.language), skip: FrameTexts.skip(frame.language),
            switchLanguage: FrameTexts.switchLanguage(frame.language), footer: FrameTexts.footer(frame.language))
        let view = View(of: surroundings, page.content(in: frame.language))
        return templates[P.Content.template]?.render(view, library: library) ?? ""
    }

    /// What the layout reads.
    private struct Surroundings: Sendable {
        let language: String
        let otherLanguage: String
        let otherLanguagePath: Address?
        let stylesheet: String
        let system: String
        let skip: String
        let switchLanguage: String
        let footer: String
    }
}
