import Identity

/// The languages of the pages: Vietnamese first, English second.
package enum Language: String, CaseIterable, Hashable, Sendable {
    case vietnamese = "vi"
    case english = "en"

    /// Reads a language tag by its primary part: `vi`, `vi-VN`, `en_GB` (RFC 5646 §2.2.1).
    package init?(tag: String) {
        let primary = tag.prefix { $0 != "-" && $0 != "_" }
        self.init(rawValue: primary.lowercased())
    }

    /// The first of a request's `ui_locales` that we have (OpenID Connect Core §3.1.2.1).
    package static func preferred(_ uiLocales: String?) -> Language? {
        uiLocales?.split(separator: " ").lazy.compactMap { Language(tag: String($0)) }.first
    }

    var other: Language { self == .vietnamese ? .english : .vietnamese }
}

extension Bilingual {
    /// The text in one of the languages.
    func callAsFunction(_ language: Language) -> String {
        switch language {
        case .vietnamese: vietnamese
        case .english: english
        }
    }
}
