"""The first shape of every record."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "access_tokens",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("device_id", sa.Text(), nullable=True),
        sa.Column("created_ms", BIG_ID, nullable=False),
        sa.Column("expires_ms", BIG_ID, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_access_tokens")),
    )
    op.create_table(
        "campaigns",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Text(), nullable=False),
        sa.Column("ends_on", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
    )
    op.create_table(
        "look_ups",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at_ms", BIG_ID, nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("device_id", sa.Text(), nullable=True),
        sa.Column("customer_id", BIG_ID, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look_ups")),
    )
    with op.batch_alter_table("look_ups") as batch_op:
        batch_op.create_index("ix_look_ups_customer_id_at_ms", ["customer_id", "at_ms"], unique=False)

    op.create_table(
        "products",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("size", sa.Text(), nullable=True),
        sa.Column("price_minor", sa.Integer(), nullable=True),
        sa.Column("recommendable", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("sku", name=op.f("uq_products_sku")),
    )
    op.create_table(
        "promotions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("benefit_kind", sa.Text(), nullable=False),
        sa.Column("benefit_value", sa.Integer(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("starts_local", sa.Text(), nullable=False),
        sa.Column("ends_local", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), server_default="{}", nullable=False),
        sa.Column("store_ids", sa.Text(), nullable=True),
        sa.Column("total_limit", sa.Integer(), nullable=True),
        sa.Column("customer_limit", sa.Integer(), nullable=True),
        sa.Column("priority", sa.Integer(), server_default="0", nullable=False),
        sa.Column("status", sa.Text(), server_default="draft", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_ms", BIG_ID, nullable=False),
        sa.Column("updated_ms", BIG_ID, nullable=False),
        sa.Column("published_ms", BIG_ID, nullable=True),
        sa.Column("stopped_ms", BIG_ID, nullable=True),
        sa.CheckConstraint("benefit_kind IN ('percent', 'amount')", name=op.f("ck_promotions_benefit_kind")),
        sa.CheckConstraint("status IN ('draft', 'published', 'stopped')", name=op.f("ck_promotions_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotions")),
        sa.UniqueConstraint("code", name=op.f("uq_promotions_code")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("active", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "role IN ('marketer', 'approver', 'administrator', 'reader')", name=op.f("ck_staff_role")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
    )
    op.create_table(
        "stock",
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("product_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("at_ms", BIG_ID, nullable=False),
        sa.PrimaryKeyConstraint("store_id", "product_id", name=op.f("pk_stock")),
    )
    op.create_table(
        "stores",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stores")),
    )
    op.create_table(
        "associates",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), server_default="associate", nullable=False),
        sa.Column("pin_hash", sa.Text(), nullable=False),
        sa.Column("active", sa.Integer(), server_default="1", nullable=False),
        sa.Column("failed_pins", sa.Integer(), server_default="0", nullable=False),
        sa.Column("locked_until_ms", BIG_ID, nullable=True),
        sa.CheckConstraint("role IN ('associate', 'manager')", name=op.f("ck_associates_role")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_associates_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_associates")),
        sa.UniqueConstraint("store_id", "number", name=op.f("uq_associates_store_id_number")),
    )
    op.create_table(
        "coupon_products",
        sa.Column("campaign_id", BIG_ID, nullable=False),
        sa.Column("coupon_upc", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("product_id", BIG_ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_coupon_products_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "coupon_upc", "product_id", name=op.f("pk_coupon_products")),
    )
    op.create_table(
        "customers",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("loyalty_number", sa.Text(), nullable=True),
        sa.Column("tier", sa.Text(), server_default="Member", nullable=False),
        sa.Column("birthday", sa.Text(), nullable=True),
        sa.Column("home_store_id", sa.Text(), nullable=True),
        sa.Column("since", sa.Text(), nullable=True),
        sa.Column("preferred_channel", sa.Text(), nullable=True),
        sa.Column("attributes", sa.Text(), server_default="{}", nullable=False),
        sa.CheckConstraint("tier IN ('Member', 'Silver', 'Gold', 'VIP')", name=op.f("ck_customers_tier")),
        sa.ForeignKeyConstraint(
            ["home_store_id"], ["stores.id"], name=op.f("fk_customers_home_store_id_stores")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.UniqueConstraint("loyalty_number", name=op.f("uq_customers_loyalty_number")),
    )
    with op.batch_alter_table("customers") as batch_op:
        batch_op.create_index("ix_customers_email", ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_customers_home_store_id"), ["home_store_id"], unique=False)
        batch_op.create_index("ix_customers_name", ["family_name", "given_name"], unique=False)
        batch_op.create_index("ix_customers_phone", ["phone"], unique=False)

    op.create_table(
        "devices",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("unlock_share", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="active", nullable=False),
        sa.Column("app_version", sa.Text(), nullable=False),
        sa.Column("enrolled_ms", BIG_ID, nullable=False),
        sa.Column("seen_ms", BIG_ID, nullable=True),
        sa.Column("acknowledged_epoch", sa.Text(), nullable=True),
        sa.Column("acknowledged_stamp", BIG_ID, nullable=True),
        sa.Column("acknowledged_ms", BIG_ID, nullable=True),
        sa.Column("pending_operations", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("status IN ('active', 'revoked')", name=op.f("ck_devices_status")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_devices_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_devices_token_hash")),
    )
    with op.batch_alter_table("devices") as batch_op:
        batch_op.create_index(batch_op.f("ix_devices_store_id"), ["store_id"], unique=False)

    op.create_table(
        "enrolment_codes",
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_ms", BIG_ID, nullable=False),
        sa.Column("expires_ms", BIG_ID, nullable=False),
        sa.Column("used_ms", BIG_ID, nullable=True),
        sa.Column("device_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_enrolment_codes_store_id_stores")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_enrolment_codes")),
    )
    op.create_table(
        "promotion_stores",
        sa.Column("promotion_id", sa.Text(), nullable=False),
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["promotion_id"], ["promotions.id"], name=op.f("fk_promotion_stores_promotion_id_promotions")
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_promotion_stores_store_id_stores")
        ),
        sa.PrimaryKeyConstraint("promotion_id", "store_id", name=op.f("pk_promotion_stores")),
    )
    with op.batch_alter_table("promotion_stores") as batch_op:
        batch_op.create_index(batch_op.f("ix_promotion_stores_store_id"), ["store_id"], unique=False)

    op.create_table(
        "campaign_members",
        sa.Column("campaign_id", BIG_ID, nullable=False),
        sa.Column("customer_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_members_campaign_id_campaigns")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_campaign_members_customer_id_customers")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "customer_id", name=op.f("pk_campaign_members")),
    )
    with op.batch_alter_table("campaign_members") as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_members_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "client_book",
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("customer_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_client_book_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_client_book_store_id_stores")),
        sa.PrimaryKeyConstraint("store_id", "customer_id", name=op.f("pk_client_book")),
    )
    with op.batch_alter_table("client_book") as batch_op:
        batch_op.create_index(batch_op.f("ix_client_book_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "consents",
        sa.Column("customer_id", BIG_ID, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("granted", sa.Integer(), nullable=False),
        sa.Column("at_ms", BIG_ID, nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_consents_customer_id_customers")
        ),
        sa.PrimaryKeyConstraint("customer_id", "purpose", "channel", name=op.f("pk_consents")),
    )
    op.create_table(
        "coupon_redemptions",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("campaign_id", BIG_ID, nullable=False),
        sa.Column("coupon_upc", BIG_ID, nullable=False),
        sa.Column("customer_id", BIG_ID, nullable=False),
        sa.Column("on_day", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_coupon_redemptions_campaign_id_campaigns")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_coupon_redemptions_customer_id_customers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coupon_redemptions")),
    )
    with op.batch_alter_table("coupon_redemptions") as batch_op:
        batch_op.create_index(batch_op.f("ix_coupon_redemptions_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "interactions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("customer_id", BIG_ID, nullable=False),
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("associate_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("at_ms", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_interactions_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_interactions_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interactions")),
    )
    with op.batch_alter_table("interactions") as batch_op:
        batch_op.create_index(batch_op.f("ix_interactions_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "operation_verdicts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("sequence", BIG_ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("received_ms", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=op.f("fk_operation_verdicts_device_id_devices")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation_verdicts")),
        sa.UniqueConstraint("device_id", "sequence", name=op.f("uq_operation_verdicts_device_id_sequence")),
    )
    op.create_table(
        "purchases",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("customer_id", BIG_ID, nullable=False),
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), server_default="store", nullable=False),
        sa.Column("at_ms", BIG_ID, nullable=False),
        sa.Column("total_minor", sa.Integer(), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_purchases_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_purchases_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchases")),
    )
    with op.batch_alter_table("purchases") as batch_op:
        batch_op.create_index("ix_purchases_figures", ["customer_id", "at_ms", "total_minor"], unique=False)
        batch_op.create_index("ix_purchases_store_id", ["store_id"], unique=False)

    op.create_table(
        "recommendation_answers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("customer_id", BIG_ID, nullable=False),
        sa.Column("product_id", BIG_ID, nullable=False),
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("associate_id", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at_ms", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_recommendation_answers_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_recommendation_answers_store_id_stores")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation_answers")),
    )
    with op.batch_alter_table("recommendation_answers") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recommendation_answers_customer_id"), ["customer_id"], unique=False
        )

    op.create_table(
        "redemptions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("promotion_id", sa.Text(), nullable=False),
        sa.Column("customer_id", BIG_ID, nullable=False),
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("associate_id", sa.Text(), nullable=False),
        sa.Column("at_ms", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_redemptions_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(
            ["promotion_id"], ["promotions.id"], name=op.f("fk_redemptions_promotion_id_promotions")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_redemptions_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redemptions")),
    )
    with op.batch_alter_table("redemptions") as batch_op:
        batch_op.create_index(batch_op.f("ix_redemptions_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(
            "ix_redemptions_promotion_id_customer_id", ["promotion_id", "customer_id"], unique=False
        )

    op.create_table(
        "purchase_lines",
        sa.Column("purchase_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("line_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("customer_id", BIG_ID, nullable=False),
        sa.Column("product_id", BIG_ID, nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("discount_minor", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["purchases.id"], name=op.f("fk_purchase_lines_purchase_id_purchases")
        ),
        sa.PrimaryKeyConstraint("purchase_id", "line_no", name=op.f("pk_purchase_lines")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("purchase_lines")
    with op.batch_alter_table("redemptions") as batch_op:
        batch_op.drop_index("ix_redemptions_promotion_id_customer_id")
        batch_op.drop_index(batch_op.f("ix_redemptions_customer_id"))

    op.drop_table("redemptions")
    with op.batch_alter_table("recommendation_answers") as batch_op:
        batch_op.drop_index(batch_op.f("ix_recommendation_answers_customer_id"))

    op.drop_table("recommendation_answers")
    with op.batch_alter_table("purchases") as batch_op:
        batch_op.drop_index("ix_purchases_store_id")
        batch_op.drop_index("ix_purchases_figures")

    op.drop_table("purchases")
    op.drop_table("operation_verdicts")
    with op.batch_alter_table("interactions") as batch_op:
        batch_op.drop_index(batch_op.f("ix_interactions_customer_id"))

    op.drop_table("interactions")
    with op.batch_alter_table("coupon_redemptions") as batch_op:
        batch_op.drop_index(batch_op.f("ix_coupon_redemptions_customer_id"))

    op.drop_table("coupon_redemptions")
    op.drop_table("consents")
    with op.batch_alter_table("client_book") as batch_op:
        batch_op.drop_index(batch_op.f("ix_client_book_customer_id"))

    op.drop_table("client_book")
    with op.batch_alter_table("campaign_members") as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_members_customer_id"))

    op.drop_table("campaign_members")
    with op.batch_alter_table("promotion_stores") as batch_op:
        batch_op.drop_index(batch_op.f("ix_promotion_stores_store_id"))

    op.drop_table("promotion_stores")
    op.drop_table("enrolment_codes")
    with op.batch_alter_table("devices") as batch_op:
        batch_op.drop_index(batch_op.f("ix_devices_store_id"))

    op.drop_table("devices")
    with op.batch_alter_table("customers") as batch_op:
        batch_op.drop_index("ix_customers_phone")
        batch_op.drop_index("ix_customers_name")
        batch_op.drop_index(batch_op.f("ix_customers_home_store_id"))
        batch_op.drop_index("ix_customers_email")

    op.drop_table("customers")
    op.drop_table("coupon_products")
    op.drop_table("associates")
    op.drop_table("stores")
    op.drop_table("stock")
    op.drop_table("staff")
    op.drop_table("promotions")
    op.drop_table("products")
    with op.batch_alter_table("look_ups") as batch_op:
        batch_op.drop_index("ix_look_ups_customer_id_at_ms")

    op.drop_table("look_ups")
    op.drop_table("campaigns")
    op.drop_table("access_tokens")
