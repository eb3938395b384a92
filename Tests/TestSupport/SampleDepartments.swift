import Permissions

/// The records of a small city: two departments with their divisions, a policy of two platforms, and people in posts.
///
/// `an` and `giang` are officers of the division H57.01.01, `binh` heads the department H57.01 and is to administer it,
/// `chi` the city, `dung` has a post in each department, and `em` has none.
package enum SampleDepartments {
    package static let units = """
        code\tparent_code\tkind\tname_vi
        H57\t\tthanh_pho\tThành phố Huế
        H57.01\tH57\tso\tSở Một
        H57.01.01\tH57.01\tphong\tPhòng Một
        H57.01.02\tH57.01\tphong\tPhòng Hai
        H57.02\tH57\tso\tSở Hai
        H57.02.01\tH57.02\tphong\tPhòng Ba
        """
    package static let posts = [
        ("an", "chuyen-vien@H57.01.01"), ("giang", "chuyen-vien@H57.01.01"), ("binh", "giam-doc@H57.01"),
        ("chi", "chanh-van-phong@H57"), ("dung", "chuyen-vien@H57.01.01"), ("dung", "tro-ly@H57.02"),
    ]

    /// Who reads, enters, approves and audits reports; who edits and publishes maps; what citizens may; and who
    /// administers. Entry and approval never meet at a unit, editing and publishing never in a session.
    package static let policy = policy(roles: roles)

    /// The same with other roles.
    package static func policy(roles: String) -> [PolicyFile] {
        [
            PolicyFile(name: "unit-kinds.yaml", text: kinds), PolicyFile(name: "bi.yaml", text: bi),
            PolicyFile(name: "map.yaml", text: map), PolicyFile(name: "roles.yaml", text: roles),
            PolicyFile(name: "exclusions.yaml", text: exclusions),
        ]
    }

    private static let kinds = """
        kinds:
          - { id: thanh_pho, name: { vi: "Thành phố", en: "City" } }
          - { id: so, name: { vi: "Sở", en: "Department" }, below: [thanh_pho] }
          - { id: phong, name: { vi: "Phòng", en: "Division" }, below: [so] }
        """

    private static let bi = """
        platform: bi
        name: { vi: "Báo cáo số", en: "Digital reports" }
        functions:
          - id: dashboard
            name: { vi: "Bảng điều khiển", en: "Dashboards" }
            functions:
              - { id: view, name: { vi: "Xem", en: "View" } }
              - { id: publish, name: { vi: "Công bố", en: "Publish" }, fresh_minutes: 15 }
          - id: report
            name: { vi: "Báo cáo", en: "Reports" }
            functions:
              - { id: enter, name: { vi: "Nhập", en: "Enter" } }
              - { id: approve, name: { vi: "Duyệt", en: "Approve" } }
              - { id: export, name: { vi: "Xuất", en: "Export" }, audit: true }
              - { id: secret, name: { vi: "Mật", en: "Secret" }, data: sensitive, authentication: 2, fresh_minutes: 60 }
          - id: citizen
            name: { vi: "Công dân", en: "Citizens" }
            functions:
              - { id: reflect, name: { vi: "Phản ánh", en: "Reflect" } }
              - { id: pay, name: { vi: "Nộp", en: "Pay" }, identity: 2 }
        """

    private static let map = """
        platform: map
        name: { vi: "Bản đồ số", en: "Digital maps" }
        functions:
          - id: layer
            name: { vi: "Lớp", en: "Layers" }
            functions:
              - { id: view, name: { vi: "Xem", en: "View" } }
              - { id: edit, name: { vi: "Biên tập", en: "Edit" } }
              - { id: publish, name: { vi: "Phát hành", en: "Publish" } }
        """

    package static let roles = """
        roles:
          - id: nguoi-xem
            name: { vi: "Người xem", en: "Reader" }
            functions: [bi.dashboard.view, map.layer.view]
            delegable_at: [so, thanh_pho]
            stand_in_days: 10
          - id: nguoi-nhap
            name: { vi: "Người nhập", en: "Entry" }
            functions: [bi.report.enter]
            delegable_at: [so, thanh_pho]
            stand_in_days: 10
          - id: nguoi-duyet
            name: { vi: "Người duyệt", en: "Approval" }
            functions: [bi.report.approve]
            delegable_at: [so, thanh_pho]
          - id: lanh-dao
            name: { vi: "Lãnh đạo", en: "Head" }
            functions: [bi.dashboard, bi.report.secret]
            kinds: [so]
            delegable_at: [thanh_pho]
          - id: kiem-toan
            name: { vi: "Kiểm toán", en: "Audit" }
            functions: [bi.report.export]
            delegable_at: [so]
          - id: bien-tap
            name: { vi: "Biên tập", en: "Editing" }
            functions: [map.layer.edit]
          - id: phat-hanh
            name: { vi: "Phát hành", en: "Publishing" }
            functions: [map.layer.publish]
          - id: cong-dan
            name: { vi: "Công dân", en: "Citizen" }
            functions: [bi.citizen]
          - id: quan-tri
            name: { vi: "Quản trị đơn vị", en: "Administrator" }
            functions: []
            kinds: [so]
            delegable_at: [thanh_pho]
            administers: [nguoi-xem, nguoi-nhap, nguoi-duyet]
          - id: quan-tri-thanh-pho
            name: { vi: "Quản trị thành phố", en: "City administrator" }
            functions: []
            kinds: [thanh_pho]
            administers: [nguoi-xem, nguoi-nhap, nguoi-duyet, lanh-dao, kiem-toan, quan-tri]
            may_deny: true
        """

    private static let exclusions = """
        exclusions:
          - id: nhap-duyet
            name: { vi: "Nhập và duyệt", en: "Entry and approval" }
            extent: unit
            roles: [nguoi-nhap, nguoi-duyet]
          - id: ban-do
            name: { vi: "Biên tập và phát hành", en: "Editing and publishing" }
            extent: session
            roles: [bien-tap, phat-hanh]
        """
}
